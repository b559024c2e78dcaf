package io.pelagos.alert;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends mail by the server's own SMTP server. */
public final class Mail {
    private static final int CONNECTIONS_MAX = 2;
    private static final long CLOSE_MILLIS = 1_000;

    private final String from;
    private final int timeoutMillis;
    private final @Nullable MailClient client;

    /**
     * The SMTP server.
     *
     * @param host empty: there is none, and no mail is sent
     * @param tls {@code none}, {@code starttls} (required) or {@code tls} from the first byte on
     * @param user empty: without signing in
     */
    public record Settings(
            String host, int port, String tls, String user, String password, String from, int timeoutMillis) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Settings[" + host + ", " + port + ", " + tls + ", " + user + ", " + from + "]";
        }
    }

    Mail(Vertx vertx, Settings settings) {
        this.from = settings.from;
        this.timeoutMillis = settings.timeoutMillis;
        this.client = settings.host.isEmpty() ? null : MailClient.create(vertx, config(settings));
    }

    private static MailConfig config(Settings settings) {
        MailConfig config = new MailConfig(settings.host, settings.port)
                .setSsl(settings.tls.equals("tls"))
                .setStarttls(settings.tls.equals("starttls") ? StartTLSOptions.REQUIRED : StartTLSOptions.DISABLED)
                .setMaxPoolSize(CONNECTIONS_MAX)
                // Alerts are rare: a connection would be closed by the other side before the next.
                .setKeepAlive(false)
                .setUserAgent("pelagos");
        config.setConnectTimeout(settings.timeoutMillis);
        // Who takes a connection and then says nothing would have it for ever.
        config.setIdleTimeout(settings.timeoutMillis).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        config.setHostnameVerificationAlgorithm("HTTPS");
        return settings.user.isEmpty()
                ? config
                : config.setUsername(settings.user).setPassword(settings.password);
    }

    /** Done when the SMTP server has taken it, with its identifier of the message. */
    Future<String> send(List<String> to, Letter letter) {
        MailClient known = client;
        if (known == null) {
            return Future.failedFuture("no SMTP server is configured");
        }
        MailMessage mail = new MailMessage()
                .setFrom(from)
                .setTo(to)
                // Names in it may have line ends, which would begin another header.
                .setSubject(letter.title().replaceAll("[\\r\\n]+", " "))
                .setText(letter.text());
        return known.sendMail(mail)
                .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
                .map(result -> String.valueOf(result.getMessageID()));
    }

    /** A mail on its way is waited for, but not for long. */
    Future<Void> close() {
        return client == null
                ? Future.succeededFuture()
                : client.close().timeout(CLOSE_MILLIS, TimeUnit.MILLISECONDS).otherwiseEmpty();
    }
}
