package io.pelagos.audit;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Writes a tenant's heads, a page at a time. They need no common snapshot: each stays true whatever comes after. */
public final class HeadsExport {
    /** Behind an id, at most so many; for whoever reads pages in another way. */
    public static final String SQL =
            "select id, version, chain from lead where tenant = $1 and id > $2 order by id limit $3";

    public static final int PAGE = 2_000;

    private static final String JDBC = SQL.replaceAll("\\$\\d", "?");

    private final Connection connection;
    private final Clock clock;

    public HeadsExport(Connection connection, Clock clock) {
        this.connection = connection;
        this.clock = clock;
    }

    /** Blocks until all is written. */
    public void write(int no, String tenant, OutputStream out) throws SQLException, IOException {
        HeadsText text = new HeadsText();
        write(out, text.first(tenant, clock.instant()));
        try (PreparedStatement statement = connection.prepareStatement(JDBC)) {
            long after = Long.MIN_VALUE;
            List<Head> page;
            do {
                statement.setInt(1, no);
                statement.setLong(2, after);
                statement.setInt(3, PAGE);
                page = page(statement);
                write(out, text.page(page));
                after = page.isEmpty() ? after : page.get(page.size() - 1).lead();
            } while (page.size() == PAGE);
        }
        write(out, text.last());
        out.flush();
    }

    private static List<Head> page(PreparedStatement statement) throws SQLException {
        List<Head> page = new ArrayList<>(PAGE);
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                page.add(new Head(rows.getLong(1), rows.getInt(2), rows.getBytes(3)));
            }
        }
        return page;
    }

    private static void write(OutputStream out, Buffer text) throws IOException {
        out.write(text.getBytes());
    }
}
