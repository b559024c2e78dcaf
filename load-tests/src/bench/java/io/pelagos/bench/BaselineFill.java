package io.pelagos.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HexFormat;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;

/** Puts leads for the baseline claim into its tables, with COPY: filling is not what is measured. */
final class BaselineFill {
    private static final HexFormat HEX = HexFormat.of();

    private BaselineFill() {}

    /** @param first number of the first lead; ids lie below those that the baseline's intake gives */
    static void fill(Database database, int first, int leads) throws SQLException, IOException {
        Sealing sealing = new Sealing(BaselineServer.SECRET.getBytes(StandardCharsets.UTF_8));
        CopyManager copy = database.connection().unwrap(PGConnection.class).getCopyAPI();
        CopyIn rows = copy.copyIn(
                "copy lead (tenant, id, version, state, pool, entered_at, changed_at, facts, chain)" + " from stdin");
        String chain = "\\\\x" + "ab".repeat(32);
        for (int n = first; n < first + leads; n++) {
            write(
                    rows,
                    BaselineServer.TENANT + "\t" + id(n) + "\t1\tp\t" + BaselineServer.POOL + "\t" + at(n) + "\t"
                            + at(n) + "\t{\"tags\": [], \"score\": 0}\t" + chain + "\n");
        }
        rows.endCopy();
        CopyIn details = copy.copyIn(
                "copy lead_detail (tenant, lead, channel, key, sealed, source, created_at)" + " from stdin");
        for (int n = first; n < first + leads; n++) {
            Sealing.Sealed sealed = sealing.seal(contact(n).getBytes(StandardCharsets.UTF_8));
            write(
                    details,
                    BaselineServer.TENANT + "\t" + id(n) + "\tgoogle\t\\\\x" + HEX.formatHex(sealed.wrappedKey())
                            + "\t\\\\x" + HEX.formatHex(sealed.sealed()) + "\t{\"campaign\": \"123456\"}\t" + at(n)
                            + "\n");
        }
        details.endCopy();
        database.execute("vacuum (analyze) lead, lead_detail");
    }

    private static void write(CopyIn copy, String line) throws SQLException {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
    }

    private static long id(int number) {
        return 600_000_000_000_000_000L + number;
    }

    /** A millisecond apart, in the order of the numbers. */
    private static String at(int number) {
        return java.time.Instant.ofEpochMilli(1_767_225_600_000L + number).toString();
    }

    private static String contact(int number) {
        return "{\"contact\":{\"name\":\"Li Wei\",\"phone\":\"+8613%09d\",\"email\":\"lead%d@example.com\"},\"attributes\":{},\"external_id\":\"bench-%d\"}"
                .formatted(number, number, number);
    }
}
