package io.pelagos.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Where webhooks lead: takes what it is told, each tenant's apart, and refuses some of it the first time. */
final class Receiver implements AutoCloseable {

    private static final int REFUSES_ONE_OF = 50;
    private static final int THREADS = 4;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Map<String, Inbox> inboxes = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();

    Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::take);
        server.setExecutor(threads);
        server.start();
    }

    String url(String tenant) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + tenant;
    }

    Inbox inbox(String tenant) {
        return inboxes.computeIfAbsent(tenant, name -> new Inbox());
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Inbox inbox = inbox(exchange.getRequestURI().getPath().substring(1));
            boolean taken = inbox.closing() || count.incrementAndGet() % REFUSES_ONE_OF != 0;
            if (taken) {
                inbox.add(exchange.getRequestHeaders(), body);
            }
            exchange.sendResponseHeaders(taken ? 204 : 503, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
