package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.StartFailure;
import io.pelagos.platform.TestEngines;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's own TLS, and what it tells browsers then. */
class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path dir;

    /** A key with a certificate for 127.0.0.1, as files in PEM form. */
    private record Pair(Path certificate, Path key, KeyStore trust) {
        Config.Tls files() {
            return new Config.Tls(certificate.toString(), key.toString());
        }

        /** Of a client that trusts it and nothing else. */
        HttpClient client(HttpClient.Version version) throws GeneralSecurityException {
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(trust);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusted.getTrustManagers(), null);
            return HttpClient.newBuilder().version(version).sslContext(context).build();
        }
    }

    private Pair pair(String name) throws IOException, GeneralSecurityException, InterruptedException {
        Path store = dir.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-alias",
                        "server",
                        "-validity",
                        "2",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("server", keys.getCertificate("server"));
        return new Pair(
                pem(name + ".crt", "CERTIFICATE", keys.getCertificate("server").getEncoded()),
                pem(
                        name + ".key",
                        "PRIVATE KEY",
                        keys.getKey("server", PASSWORD).getEncoded()),
                trust);
    }

    private Path pem(String name, String what, byte[] bytes) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return Files.writeString(
                dir.resolve(name), "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }

    @Test
    void over_tls_cookies_are_secure_and_browsers_stay_with_it() throws Exception {
        Pair pair = pair("one");
        String http = "trust_forwarded: true, tls: {certificate: '" + pair.certificate + "', key: '" + pair.key + "'}";
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir.resolve("redis"));
                TestNode node = TestNode.serving(TestEngines.postgresUrl(), redis.url(), http)) {
            String base = "https://127.0.0.1:" + node.port();
            Browser operator = new Browser(base, pair.client(HttpClient.Version.HTTP_1_1));
            String[] asOperator = {"Authorization", "Bearer " + TestNode.OPERATOR};
            JsonObject acme = new JsonObject("{\"id\":\"acme\",\"name\":\"Acme\",\"time_zone\":\"UTC\"}");
            Browser.Page made = operator.send("POST", "/api/v1/tenants", acme, asOperator);
            assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
            assertThat(made.header("Strict-Transport-Security")).isEqualTo("max-age=31536000");
            String[] asAdmin = {"Authorization", "Bearer " + made.json().getString("token")};
            JsonObject password = new JsonObject().put("password", "correct horse");
            assertThat(operator.send("PUT", "/api/v1/agents/admin/password", password, asAdmin)
                            .status())
                    .isEqualTo(204);
            Browser page = new Browser(base, pair.client(HttpClient.Version.HTTP_2));
            JsonObject words =
                    new JsonObject().put("tenant", "acme").put("login", "admin").mergeIn(password);
            Browser.Page in =
                    page.send("POST", "/api/v1/session", words, "X-Forwarded-For", "198.51.100.9, 203.0.113.7");
            assertThat(in.raw().version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(in.header("Set-Cookie"))
                    .startsWith("__Host-pelagos_session=pel_")
                    .contains("Secure", "HTTPOnly", "Path=/", "SameSite=Strict");
            JsonObject session = page.get("/api/v1/session").json().getJsonObject("session");
            assertThat(session.getString("address"))
                    .as("what the proxy has added")
                    .isEqualTo("203.0.113.7");
            assertThat(page.get("/docs").header("Strict-Transport-Security")).isEqualTo("max-age=31536000");
            for (String path : List.of("/", "/docs", "/docs/start.js", "/health/live")) {
                Browser.Page heard = page.send("HEAD", path, null);
                assertThat(heard.status()).as(path).isEqualTo(200);
                assertThat(heard.raw().body()).as(path).isEmpty();
                assertThat(page.get(path).raw().body()).as(path).isNotEmpty();
            }
        }
    }

    @Test
    void a_node_that_leaves_tells_it_by_goaway_and_answers_what_is_under_way() throws Exception {
        Pair pair = pair("leaving");
        String tls = "tls: {certificate: '" + pair.certificate + "', key: '" + pair.key + "'}";
        Vertx vertx = Vertx.vertx();
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir.resolve("redis"));
                TestNode node = TestNode.serving(TestEngines.postgresUrl(), redis.url(), tls)) {
            node.node().parts().edge().leave();
            HttpClientOptions options = new HttpClientOptions()
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setTrustOptions(new PemTrustOptions().addCertPath(pair.certificate.toString()));
            Promise<Integer> last = Promise.promise();
            HttpClientAgent client = vertx.createHttpClient(options);
            int status = TestNode.await(client.request(HttpMethod.GET, node.port(), "127.0.0.1", "/health/live")
                    .compose(asked -> {
                        asked.connection().goAwayHandler(told -> last.tryComplete(told.getLastStreamId()));
                        return asked.send();
                    })
                    .map(HttpClientResponse::statusCode));
            assertThat(status).isEqualTo(200);
            // What was sent before the word arrived is answered, too.
            assertThat(TestNode.await(last.future())).isEqualTo(Integer.MAX_VALUE);
            TestNode.await(client.close());
        } finally {
            TestNode.await(vertx.close());
        }
    }

    @Test
    void another_certificate_is_taken_up_without_a_restart_and_a_bad_one_is_not() throws Exception {
        Pair first = pair("first");
        Pair second = pair("second");
        Vertx vertx = Vertx.vertx();
        try {
            HttpServer server = TestNode.await(vertx.createHttpServer(new HttpServerOptions()
                            .setSsl(true)
                            .setUseAlpn(true)
                            .setKeyCertOptions(Certificate.options(first.files())))
                    .requestHandler(request -> request.response().end())
                    .listen(0, "127.0.0.1"));
            Certificate certificate = new Certificate(vertx, first.files());
            TestNode.await(certificate.look(server));
            assertThat(serving(first, server)).isEqualTo("CN=first");
            Files.writeString(first.key, "nonsense");
            TestNode.await(certificate.look(server));
            assertThat(serving(first, server)).isEqualTo("CN=first");
            Files.copy(second.certificate, first.certificate, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(second.key, first.key, StandardCopyOption.REPLACE_EXISTING);
            TestNode.await(certificate.look(server));
            assertThat(serving(second, server)).isEqualTo("CN=second");
        } finally {
            TestNode.await(vertx.close());
        }
    }

    private static String serving(Pair trusted, HttpServer server) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.actualPort() + "/"))
                .build();
        HttpResponse<Void> response =
                trusted.client(HttpClient.Version.HTTP_1_1).send(request, HttpResponse.BodyHandlers.discarding());
        X509Certificate shown =
                (X509Certificate) response.sslSession().orElseThrow().getPeerCertificates()[0];
        return shown.getSubjectX500Principal().getName();
    }

    @Test
    void a_file_that_is_not_there_stops_the_start_with_its_name() {
        assertThatThrownBy(() -> Certificate.check(new Config.Tls("nowhere.crt", "nowhere.key")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("http.tls.certificate nowhere.crt");
    }
}
