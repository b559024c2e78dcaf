package io.pelagos.bench;

import static io.pelagos.bench.Report.format;
import static io.pelagos.bench.Report.say;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/** R13: a CSV file of many leads, from the upload's first byte until the last lead is in, by a server of 512 MB heap. */
final class Importing {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration UPLOAD_MAX = Duration.ofMinutes(10);
    private static final long PATIENCE_NANOS = 900_000_000_000L;
    private static final long LOOK_MILLIS = 200;
    private static final int WARM_ROWS = 50_000;
    private static final long FIRST_PHONE = 13_800_000_000L;

    private final Product product;
    private final Database database;
    private final Report report;
    private final Path directory;
    private final long leads;

    Importing(Stand stand) throws IOException, InterruptedException, SQLException {
        this.product = stand.product(1, "-Xmx512m");
        this.database = stand.database();
        this.report = stand.report();
        this.directory = stand.directory();
        this.leads = stand.options().importing();
    }

    void run() throws IOException, InterruptedException, SQLException {
        TestTenant tenant = product.tenant();
        tenant.admin().post("/pools", "{\"id\":\"files\",\"name\":\"files\",\"members\":{\"everyone\":true}}");
        say("warming up with %,d rows: %,.0f leads/s", WARM_ROWS, imported(file(0, WARM_ROWS)));
        Path file = file(WARM_ROWS, leads);
        say("a file of %,d rows, %,d MB", leads, Files.size(file) >> 20);
        database.execute("checkpoint");
        double perSecond = imported(file);
        long stored = database.number("select count(*) from lead l join tenant t on t.no = l.tenant where t.id = '"
                + tenant.id() + "' and l.pool = 'files'");
        if (stored != leads + WARM_ROWS) {
            throw new IllegalStateException("imported " + (leads + WARM_ROWS) + " leads, stored " + stored);
        }
        report.atLeast(
                "R13", "imported leads/s, CSV, heap 512 MB", format("%,d rows", leads), perSecond, 10_000, 20_000);
    }

    /** Every phone another. */
    private Path file(long first, long rows) throws IOException {
        Path file = directory.resolve("leads-" + first + ".csv");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("姓名,手机号,邮箱,公司,等级,标签,备注\n");
            for (long i = first; i < first + rows; i++) {
                out.write("客户" + i + "," + (FIRST_PHONE + i) + ",c" + i + "@example.com,公司" + i % 1_000 + ","
                        + (char) ('A' + i % 4) + ",\"展会,晚班\",第" + i + "行的备注\n");
            }
        }
        return file;
    }

    /** Leads per second from the request until the import is done. */
    private double imported(Path file) throws IOException, InterruptedException {
        PelagosApi admin = product.tenant().admin();
        HttpRequest request = HttpRequest.newBuilder(URI.create(admin.url() + "/api/v1/imports?pool=files&region=CN"))
                .timeout(UPLOAD_MAX)
                .header("Authorization", "Bearer " + admin.token())
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofFile(file))
                .build();
        long start = System.nanoTime();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 202) {
            throw new IllegalStateException("the upload was answered " + answer.statusCode() + " " + answer.body());
        }
        long uploaded = System.nanoTime();
        String id = JSON.readTree(answer.body()).path("id").asText();
        JsonNode state = admin.get("/imports/" + id);
        while (!state.path("status").asText().equals("done")) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IllegalStateException("the import does not end: " + state);
            }
            Thread.sleep(LOOK_MILLIS);
            state = admin.get("/imports/" + id);
        }
        long end = System.nanoTime();
        long total = state.path("total").asLong();
        if (state.path("accepted").asLong() != total) {
            throw new IllegalStateException("not all rows became leads: " + state);
        }
        say("uploaded in %.1f s, in after %.1f s", (uploaded - start) / 1e9, (end - start) / 1e9);
        return total * 1e9 / (end - start);
    }
}
