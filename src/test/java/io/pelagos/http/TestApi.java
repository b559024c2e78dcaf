package io.pelagos.http;

import static io.pelagos.team.TestDirectory.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.pelagos.channel.Channel;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Keysets;
import io.pelagos.platform.AddressGuard;
import io.pelagos.platform.GuardedClient;
import io.pelagos.platform.TestEngines;
import io.pelagos.platform.Tracing;
import io.pelagos.signin.Hasher;
import io.pelagos.signin.SignInParts;
import io.pelagos.team.TestDirectory;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The configuration's routes on a real server and a real database. The bootstrap token is {@code boot}. */
final class TestApi implements AutoCloseable {
    static final String BOOT = "boot";
    static final int HELD_BYTES = 3 << 20;

    final TestDirectory here = new TestDirectory(TestEngines.postgresUrl(), BOOT);
    private final Keysets keysets = await(Keysets.open(here.sessions, null));
    final Api api;
    volatile boolean keysAway;
    final Set<String> withLeads = ConcurrentHashMap.newKeySet();
    private final AtomicLong ids = new AtomicLong();
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    /** An answer; the body is empty if it is not an object. */
    record Reply(int status, JsonObject body, HttpResponse<String> raw) {
        String type() {
            return body.getString("type");
        }

        /** Pointer and detail of the first fault. */
        String fault() {
            JsonArray errors = body.getJsonArray("errors", new JsonArray());
            return errors.isEmpty()
                    ? ""
                    : errors.getJsonObject(0).getString("pointer") + " "
                            + errors.getJsonObject(0).getString("detail");
        }

        String header(String name) {
            return raw.headers().firstValue(name).orElse(null);
        }
    }

    TestApi() {
        this(400);
    }

    /** @param bodyMillis how long a body may take to come, or to be discarded */
    TestApi(long bodyMillis) {
        api = new Api(
                here.vertx,
                here.directory,
                here.tokens,
                this::keys,
                (tenant, agent) -> {},
                new Api.Limits(1 << 20, bodyMillis, HELD_BYTES),
                Web.PLAIN,
                new Rates(Rates.Limits.NONE, Web.PLAIN, System::nanoTime),
                new RequestWatch(new SimpleMeterRegistry(), Tracing.off()));
        ConfigWrites writes = new ConfigWrites(here.sessions, here.directory, new Xor());
        GuardedClient client = new GuardedClient(here.vertx, new AddressGuard(false, List.of()), false);
        SignInParts people = SignInParts.of(new SignInParts.Needs(
                here.vertx,
                here.sessions,
                here.directory,
                here.tokens,
                new Hasher(here.vertx, 1, 1),
                client,
                new ContactVault(keysets),
                -1,
                here.clock(),
                ids::incrementAndGet));
        HoldsLeads holds = (tenant, id) -> Future.succeededFuture(withLeads.contains(id));
        new TenantRoutes(here.directory, here.tokens, writes, keysets::get, client::checkReach).register(api);
        new TeamRoutes(writes).register(api);
        new AgentRoutes(writes, holds, here.tokens, people.passwords(), people.sessions()).register(api);
        new TokenRoutes(here.tokens, writes, here.clock()).register(api);
        new PoolRoutes(writes, holds, Channel.CHANNEL, System::currentTimeMillis).register(api);
        new ChannelRoutes(
                        writes,
                        Channel.CHANNEL,
                        keysets::get,
                        client::checkReach,
                        (transaction, tenant, channel) -> Future.succeededFuture())
                .register(api);
        here.directory.onChange(config -> keysets.load(config.no()));
        await(here.directory.poll());
        server = here.vertx.createHttpServer().requestHandler(api::handle);
        await(server.listen(0, "127.0.0.1"));
    }

    int port() {
        return server.actualPort();
    }

    Reply get(String token, String path) {
        return send(token, "GET", path, null);
    }

    Reply send(String token, String method, String path, JsonObject body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + Api.BASE + path))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.encode()));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String text = response.body();
            return new Reply(
                    response.statusCode(), text.startsWith("{") ? new JsonObject(text) : new JsonObject(), response);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port());
    }

    /** Sends bytes as they are and reads until the server closes or the answer is complete. */
    String raw(byte[] bytes) throws IOException {
        try (Socket socket = connect()) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            StringBuilder text = new StringBuilder();
            byte[] buffer = new byte[8192];
            for (int n = socket.getInputStream().read(buffer);
                    n >= 0;
                    n = socket.getInputStream().read(buffer)) {
                text.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
                int head = text.indexOf("\r\n\r\n");
                int length = text.indexOf("content-length: ");
                if (head >= 0 && length >= 0 && length < head) {
                    int end = text.indexOf("\r\n", length);
                    if (text.length() >= head + 4 + Integer.parseInt(text.substring(length + 16, end))) {
                        break;
                    }
                }
            }
            return text.toString();
        }
    }

    @Override
    public void close() {
        await(server.close());
        here.close();
    }

    /** Hides well enough for a test that nothing is stored in the clear. */
    private static final class Xor implements Sealer {
        @Override
        public byte[] seal(int tenant, byte[] plain) {
            byte[] sealed = plain.clone();
            for (int i = 0; i < sealed.length; i++) {
                sealed[i] ^= 0x5a;
            }
            return sealed;
        }

        @Override
        public byte[] open(int tenant, byte[] sealed) {
            return seal(tenant, sealed);
        }
    }

    /** As a node loads them that cannot reach the database. */
    private Future<?> keys(int tenant) {
        return keysAway ? Future.failedFuture("the keys are away") : keysets.load(tenant);
    }
}
