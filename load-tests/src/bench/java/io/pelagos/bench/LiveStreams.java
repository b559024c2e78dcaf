package io.pelagos.bench;

import static io.pelagos.bench.Report.format;
import static io.pelagos.bench.Report.say;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/**
 * R10: so many open live streams of one pool, in which something changes every half second: a lead comes in, and is
 * claimed. From the moment when the request is sent that changes the pool until the event has arrived, on each stream.
 */
final class LiveStreams {
    private static final int WARM = 6;
    private static final int CHANGES = 60;
    private static final long BETWEEN_NANOS = 500_000_000;
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long HIGHEST_MICROS = 60_000_000;
    /** Of a mark that comes in two pieces, at most so much is in the first. */
    private static final int TAIL_BYTES = 64;

    private final Product product;
    private final Report report;
    private final int count;
    private final List<Stream> streams = new ArrayList<>();
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
    private final Histogram latency_micros = new Histogram(HIGHEST_MICROS, 3);

    private static final class Stream {
        private final SocketChannel channel;
        private String tail = "";
        private boolean found;

        Stream(SocketChannel channel) {
            this.channel = channel;
        }
    }

    LiveStreams(Stand stand) throws IOException, InterruptedException, SQLException {
        this.product = stand.product(stand.options().agents());
        this.report = stand.report();
        this.count = stand.options().live();
    }

    void run() throws IOException, InterruptedException {
        product.tenant().pool("live", 1_000_000, 1_000_000);
        try (Selector selector = Selector.open()) {
            open(selector);
            say("%,d streams are open", count);
            for (int i = 0; i < WARM + CHANGES; i += 2) {
                if (i == WARM) latency_micros.reset();
                String campaign = "live-" + i + "-" + Long.toString(System.nanoTime(), 36);
                JsonNode lead = change(selector, "\"campaign\":\"" + campaign + "\"", () -> entered(campaign));
                String id = lead.path("id").asText();
                change(selector, "{\"lead\":\"" + id + "\",\"version\":2", () -> claimed(id));
            }
        } finally {
            for (Stream stream : streams) stream.channel.close();
        }
        double p99_ms = latency_micros.getValueAtPercentile(99) / 1000.0;
        report.atMost(
                "R10",
                format("p99 of delivery to %,d live streams", count),
                format(
                        "p50 %.1f, p99 %.1f, p99.9 %.1f ms; %,d events",
                        latency_micros.getValueAtPercentile(50) / 1000.0,
                        p99_ms,
                        latency_micros.getValueAtPercentile(99.9) / 1000.0,
                        latency_micros.getTotalCount()),
                p99_ms,
                " ms",
                500,
                150);
    }

    private JsonNode entered(String campaign) {
        return product.tenant()
                .admin()
                .post(
                        "/leads",
                        "{\"pool\":\"live\",\"source\":{\"campaign\":\"%s\"},\"contact\":{\"name\":\"Li Wei\"}}"
                                .formatted(campaign));
    }

    private JsonNode claimed(String lead) {
        return product.tenant()
                .admin()
                .as(product.tenant().tokens().get(0))
                .post("/pools/live/claims", "{\"lead\":\"%s\"}".formatted(lead));
    }

    /** Opens all, and waits until each has been told where it begins. */
    private void open(Selector selector) throws IOException {
        URI uri = URI.create(product.url());
        List<String> tokens = product.tenant().tokens();
        for (int i = 0; i < count; i++) {
            Stream stream = new Stream(SocketChannel.open(new InetSocketAddress(uri.getHost(), uri.getPort())));
            streams.add(stream);
            ByteBuffer request = ByteBuffer.wrap(("GET /api/v1/live?pools=live HTTP/1.1\r\nHost: " + uri.getAuthority()
                            + "\r\nAuthorization: Bearer " + tokens.get(i % tokens.size()) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            while (request.hasRemaining()) stream.channel.write(request);
            stream.channel.configureBlocking(false);
            stream.channel.register(selector, SelectionKey.OP_READ, stream);
            // Not more at once than the server's backlog holds.
            if (i % 100 == 99) await(selector, "\nid: ", Long.MIN_VALUE);
        }
        await(selector, "\nid: ", Long.MIN_VALUE);
    }

    /** Changes the pool, and waits until every stream has been told. */
    private JsonNode change(Selector selector, String mark, java.util.function.Supplier<JsonNode> request)
            throws IOException {
        streams.forEach(stream -> stream.found = false);
        long sent_nanos = System.nanoTime();
        CompletableFuture<JsonNode> answer = CompletableFuture.supplyAsync(request);
        await(selector, mark, sent_nanos);
        JsonNode found = answer.join();
        // What comes meanwhile, such as counts of the pool, is read and let go.
        long end = sent_nanos + BETWEEN_NANOS;
        while (System.nanoTime() < end) {
            selector.select(10);
            read(selector, mark, Long.MIN_VALUE);
        }
        return found;
    }

    private void await(Selector selector, String mark, long since_nanos) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (streams.stream().anyMatch(stream -> !stream.found)) {
            if (System.nanoTime() > end) {
                long missing = streams.stream().filter(stream -> !stream.found).count();
                throw new IllegalStateException(missing + " streams were not told within 10 s: " + mark);
            }
            selector.select(100);
            read(selector, mark, since_nanos);
        }
    }

    private void read(Selector selector, String mark, long since_nanos) throws IOException {
        for (SelectionKey key : selector.selectedKeys()) {
            Stream stream = (Stream) key.attachment();
            bytes.clear();
            if (stream.channel.read(bytes) < 0) throw new EOFException("the server ended a stream");
            String text = stream.tail + new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
            stream.tail = text.substring(Math.max(0, text.length() - TAIL_BYTES));
            if (text.startsWith("HTTP/1.1 ") && !text.startsWith("HTTP/1.1 200")) {
                throw new IllegalStateException("a stream was refused: " + text);
            }
            if (!stream.found && text.contains(mark)) {
                stream.found = true;
                if (since_nanos != Long.MIN_VALUE) {
                    latency_micros.recordValue(Math.min(HIGHEST_MICROS, (System.nanoTime() - since_nanos) / 1000));
                }
            }
        }
        selector.selectedKeys().clear();
    }
}
