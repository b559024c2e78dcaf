package io.pelagos.exchange;

import io.pelagos.lead.ContactVault;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Rows packed and sealed. Each is its number, its fault, empty for none, and its values behind their count; numbers in
 * eight or four bytes, texts in UTF-8 behind their length.
 */
final class Parcel {
    private final ContactVault vault;

    /** The tenants' keys have to be loaded. */
    Parcel(ContactVault vault) {
        this.vault = vault;
    }

    /** @param place which rows of which file these are: they open nowhere else */
    Buffer close(int tenant, String place, List<Line> lines) {
        return Buffer.buffer(vault.sealForTenant(tenant, pack(lines), place));
    }

    List<Line> open(int tenant, String place, Buffer sealed) {
        return unpack(vault.openForTenant(tenant, sealed.getBytes(), place));
    }

    static byte[] pack(List<Line> lines) {
        Buffer rows = Buffer.buffer();
        for (Line line : lines) {
            rows.appendLong(line.number());
            append(rows, line.fault() == null ? "" : line.fault());
            rows.appendInt(line.values().size());
            line.values().forEach(value -> append(rows, value));
        }
        return packed(rows.getBytes());
    }

    static List<Line> unpack(byte[] packed) {
        ByteBuffer rows = ByteBuffer.wrap(unpacked(packed));
        List<Line> lines = new ArrayList<>();
        while (rows.hasRemaining()) {
            long number = rows.getLong();
            String fault = text(rows);
            int count = rows.getInt();
            List<String> values = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                values.add(text(rows));
            }
            lines.add(new Line(number, values, fault.isEmpty() ? null : fault));
        }
        return lines;
    }

    private static void append(Buffer rows, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        rows.appendInt(bytes.length).appendBytes(bytes);
    }

    private static String text(ByteBuffer rows) {
        byte[] bytes = new byte[rows.getInt()];
        rows.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
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
