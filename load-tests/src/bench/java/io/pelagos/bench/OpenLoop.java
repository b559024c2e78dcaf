package io.pelagos.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Open-loop load: requests are due at fixed times, whether or not the answers before have come, and a latency counts
 * from the time when its request was due. One thread that sleeps between, so that it takes little from the server.
 */
final class OpenLoop {
    private static final int CONNECTIONS = 256;
    /** The first requests find cold connections, which agents who work all day do not have: they are not counted. */
    static final long WARM_NANOS = 500_000_000;

    private static final long NAP_NANOS = 250_000;
    private static final long DRAIN_NANOS = 5_000_000_000L;
    private static final long HIGHEST_MICROS = 60_000_000;

    private final InetSocketAddress address;
    private final List<byte[]> requests = new ArrayList<>();

    /** @param created answers 201; @param other any other answer; @param unanswered none within 5 s after the end */
    record Run(long created, long other, long unanswered, double p50_ms, double p99_ms, double p999_ms) {}

    /** POST {} to the path, with the tokens in turn. */
    OpenLoop(String url, String path, List<String> tokens) {
        URI uri = URI.create(url);
        this.address = new InetSocketAddress(uri.getHost(), uri.getPort());
        for (String token : tokens) {
            requests.add(("POST " + path + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\nAuthorization: Bearer "
                            + token + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
                    .getBytes(StandardCharsets.US_ASCII));
        }
    }

    private final class Connection {
        private final SocketChannel channel;
        private final HttpAnswer answer = new HttpAnswer();
        private long due_nanos;

        Connection(Selector selector) throws IOException {
            channel = SocketChannel.open(address);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void send(ByteBuffer request, long due) throws IOException {
            due_nanos = due;
            while (request.hasRemaining()) channel.write(request);
        }
    }

    /**
     * Half a second more than asked for, whose latencies are left out.
     *
     * @param perSecond requests due per second, evenly spaced
     */
    Run run(double perSecond, int seconds) throws IOException {
        Histogram latency_micros = new Histogram(HIGHEST_MICROS, 3);
        long created = 0;
        long other = 0;
        ArrayDeque<Connection> idle = new ArrayDeque<>();
        List<Connection> all = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < CONNECTIONS; i++) all.add(new Connection(selector));
            idle.addAll(all);
            long total = (long) (perSecond * (seconds + WARM_NANOS / 1e9));
            double interval = 1e9 / perSecond;
            long start = System.nanoTime();
            long end = start + (long) (total * interval) + DRAIN_NANOS;
            long sent = 0;
            while (created + other < total && System.nanoTime() < end) {
                boolean idleTurn = true;
                long due = start + (long) (sent * interval);
                while (sent < total && due <= System.nanoTime() && !idle.isEmpty()) {
                    byte[] request = requests.get((int) (sent % requests.size()));
                    // First idle, first used: every connection stays warm.
                    idle.removeFirst().send(ByteBuffer.wrap(request), due);
                    sent++;
                    due = start + (long) (sent * interval);
                    idleTurn = false;
                }
                if (selector.selectNow() > 0) {
                    idleTurn = false;
                    for (SelectionKey key : selector.selectedKeys()) {
                        Connection connection = (Connection) key.attachment();
                        if (!connection.answer.read(connection.channel)) continue;
                        long micros = (System.nanoTime() - connection.due_nanos) / 1000;
                        if (connection.due_nanos - start >= WARM_NANOS) {
                            latency_micros.recordValue(Math.min(micros, HIGHEST_MICROS));
                        }
                        if (connection.answer.status() == 201) created++;
                        else other++;
                        connection.answer.reset();
                        idle.addLast(connection);
                    }
                    selector.selectedKeys().clear();
                }
                if (idleTurn) LockSupport.parkNanos(NAP_NANOS);
            }
            long unanswered = total - created - other;
            for (long i = 0; i < unanswered; i++) latency_micros.recordValue(DRAIN_NANOS / 1000);
            return new Run(
                    created,
                    other,
                    unanswered,
                    latency_micros.getValueAtPercentile(50) / 1000.0,
                    latency_micros.getValueAtPercentile(99) / 1000.0,
                    latency_micros.getValueAtPercentile(99.9) / 1000.0);
        } finally {
            for (Connection connection : all) connection.channel.close();
        }
    }
}
