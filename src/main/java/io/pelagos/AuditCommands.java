package io.pelagos;

import io.pelagos.audit.Audit;
import io.pelagos.audit.HeadsExport;
import io.pelagos.audit.HeadsFile;
import io.pelagos.platform.Postgres;
import io.pelagos.platform.StartFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The commands {@code verify} and {@code heads}: they read PostgreSQL only, beside a server or without one. */
final class AuditCommands {
    private static final long TOLD_EACH_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Postgres postgres;
    private final PrintStream out;
    private final PrintStream progress;
    private long toldNanos = System.nanoTime();

    /** @param out findings, or heads; {@code progress} all else */
    AuditCommands(Postgres postgres, PrintStream out, PrintStream progress) {
        this.postgres = postgres;
        this.out = out;
        this.progress = progress;
    }

    /** 0, or 1 when there were findings. Throws {@link StartFailure} when it could not look. */
    int run(Arguments arguments) {
        try (Connection connection = postgres.connect()) {
            if ("heads".equals(arguments.command())) {
                return heads(connection, String.valueOf(arguments.tenant()));
            }
            Path file = arguments.heads();
            if (file == null) {
                return verify(connection, arguments.tenant(), null);
            }
            try (HeadsFile heads = HeadsFile.open(file)) {
                return verify(connection, arguments.tenant(), heads);
            }
        } catch (SQLException e) {
            throw new StartFailure("cannot read the journal: " + StartFailure.oneLine(e), e);
        } catch (NoSuchFileException e) {
            throw new StartFailure("there is no file " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StartFailure(StartFailure.oneLine(e), e);
        }
    }

    private int verify(Connection connection, @Nullable String tenant, @Nullable HeadsFile heads)
            throws SQLException, IOException {
        String wanted = tenant == null && heads != null ? heads.tenant() : tenant;
        if (heads != null && !heads.tenant().equals(wanted)) {
            throw new StartFailure("the heads are those of tenant " + heads.tenant() + ", not of " + wanted);
        }
        Audit audit = new Audit(connection, finding -> out.println(finding.text()), this::tell);
        Audit.Counts counts = new Audit.Counts("", 0, 0, 0, 0);
        for (Map.Entry<Integer, String> one : chosen(audit.tenants(), wanted).entrySet()) {
            counts = audit.tenant(one.getKey(), one.getValue(), heads);
        }
        progress.println("Verified " + text(counts) + ".");
        if (counts.bare() > 0) {
            progress.println(
                    counts.bare() + " of the lines were written by older versions: no hash covers their tenant,"
                            + " transition and teams.");
        }
        return counts.findings() == 0 ? 0 : 1;
    }

    private int heads(Connection connection, String tenant) throws SQLException, IOException {
        Audit audit = new Audit(connection, finding -> {}, counts -> {});
        int no = chosen(audit.tenants(), tenant).firstKey();
        new HeadsExport(connection, Clock.systemUTC()).write(no, tenant, out);
        if (out.checkError()) {
            throw new StartFailure("the heads could not be written to the end");
        }
        return 0;
    }

    private static SortedMap<Integer, String> chosen(SortedMap<Integer, String> all, @Nullable String tenant) {
        if (tenant == null) {
            return all;
        }
        SortedMap<Integer, String> chosen = new TreeMap<>(all);
        chosen.values().removeIf(id -> !id.equals(tenant));
        if (chosen.isEmpty()) {
            throw new StartFailure("there is no tenant " + tenant);
        }
        return chosen;
    }

    private void tell(Audit.Counts counts) {
        if (System.nanoTime() - toldNanos >= TOLD_EACH_NANOS) {
            toldNanos = System.nanoTime();
            progress.println(counts.tenant() + ": " + text(counts) + " so far");
        }
    }

    private static String text(Audit.Counts counts) {
        return counts.leads() + " leads, " + counts.lines() + " lines: " + counts.findings() + " findings";
    }
}
