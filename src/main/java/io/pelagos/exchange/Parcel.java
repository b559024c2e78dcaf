package io.pelagos.exchange;

import io.pelagos.lead.ContactVault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Rows packed and sealed: {@code [[number, fault or null, value, …], …]}. */
final class Parcel {
    private final ContactVault vault;

    /** The tenants' keys have to be loaded. */
    Parcel(ContactVault vault) {
        this.vault = vault;
    }

    /** @param place which rows of which file these are: they open nowhere else */
    Buffer close(int tenant, String place, List<Line> lines) {
        JsonArray rows = new JsonArray();
        for (Line line : lines) {
            JsonArray row = new JsonArray().add(line.number()).add(line.fault());
            line.values().forEach(row::add);
            rows.add(row);
        }
        return Buffer.buffer(vault.sealForTenant(tenant, packed(rows.toBuffer().getBytes()), place));
    }

    List<Line> open(int tenant, String place, Buffer sealed) {
        byte[] plain = unpacked(vault.openForTenant(tenant, sealed.getBytes(), place));
        List<Line> lines = new ArrayList<>();
        for (Object item : new JsonArray(Buffer.buffer(plain))) {
            JsonArray row = (JsonArray) item;
            List<String> values = new ArrayList<>(row.size());
            for (int i = 2; i < row.size(); i++) {
                values.add(row.getString(i));
            }
            lines.add(new Line(row.getLong(0), values, fault(row)));
        }
        return lines;
    }

    private static @Nullable String fault(JsonArray row) {
        return row.getString(1);
    }

    static String rows(long id, int n) {
        return "import " + id + " rows " + n;
    }

    static String errors(long id, int n) {
        return "import " + id + " errors " + n;
    }

    static String columns(long id) {
        return "import " + id + " columns";
    }

    private static byte[] packed(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2 + 64);
        try (DeflaterOutputStream packing = new DeflaterOutputStream(out, deflater)) {
            packing.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return out.toByteArray();
    }

    private static byte[] unpacked(byte[] bytes) {
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
