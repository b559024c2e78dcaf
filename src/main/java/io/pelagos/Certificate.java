package io.pelagos;

import io.pelagos.platform.StartFailure;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's certificate: read at the start, and again when its files have changed, without a restart. */
final class Certificate {
    private static final Logger LOG = LoggerFactory.getLogger(Certificate.class);
    static final long LOOK_MILLIS = 10_000;

    private final Vertx vertx;
    private final Config.Tls files;
    private @Nullable String serving;

    Certificate(Vertx vertx, Config.Tls files) {
        this.vertx = vertx;
        this.files = files;
    }

    static PemKeyCertOptions options(Config.Tls files) {
        return new PemKeyCertOptions().addCertPath(files.certificate()).addKeyPath(files.key());
    }

    /** Throws {@link StartFailure} when the files cannot be read. */
    static void check(Config.Tls files) {
        readable("certificate", files.certificate());
        readable("key", files.key());
    }

    private static void readable(String key, String file) {
        if (!Files.isReadable(Path.of(file))) {
            throw new StartFailure("http.tls." + key + " " + file + ": cannot be read");
        }
    }

    /** Looks whether there is another pair of files; what cannot be used is told, and the one before serves on. */
    Future<Void> look(HttpServer server) {
        return vertx.executeBlocking(this::stamp)
                .compose(now -> {
                    String before = serving;
                    serving = now;
                    return before == null || before.equals(now)
                            ? Future.succeededFuture()
                            : server.updateSSLOptions(sslOptions(), true)
                                    .onSuccess(done -> LOG.info("the new certificate serves"));
                })
                .onFailure(e -> LOG.error(
                        "the certificate's files cannot be used, the one before serves on: {}", e.getMessage()))
                .otherwiseEmpty()
                .mapEmpty();
    }

    private ServerSSLOptions sslOptions() {
        ServerSSLOptions options = new ServerSSLOptions();
        options.setKeyCertOptions(options(files));
        return options;
    }

    /** Tells one pair of files from another. */
    private String stamp() throws IOException {
        return stamp(files.certificate()) + " " + stamp(files.key());
    }

    private static String stamp(String file) throws IOException {
        Path path = Path.of(file);
        return Files.getLastModifiedTime(path) + "," + Files.size(path);
    }
}
