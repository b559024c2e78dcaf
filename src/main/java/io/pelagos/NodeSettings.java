package io.pelagos;

import io.pelagos.alert.AlertWork;
import io.pelagos.alert.Mail;
import io.pelagos.channel.Intake;
import io.pelagos.http.Api;
import io.pelagos.http.Rates;
import io.pelagos.http.Web;
import io.pelagos.journal.Journal;
import io.pelagos.live.Live;
import io.pelagos.outgoing.Outgoing;
import io.pelagos.platform.Tracing;
import io.pelagos.privacy.Rotation;
import io.vertx.core.http.HttpServerOptions;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The bounds of a node's parts, as the configuration has them. */
final class NodeSettings {
    /** A live stream says at least something that often. */
    private static final int BEAT_SECONDS = 15;

    private NodeSettings() {}

    static Journal.Settings journal(Config.Road road) {
        return new Journal.Settings(
                UUID.randomUUID().toString(),
                road.maxInFlight(),
                road.batchMax(),
                road.outboxMax(),
                road.outboxMaxAgeMillis(),
                road.busyRetryMillis(),
                road.sweepAfterMillis(),
                road.scrubLeadsPerSecond());
    }

    static Intake.Settings intake(Config.Intake intake) {
        Intake.Settings usual = Intake.Settings.USUAL;
        return new Intake.Settings(
                intake.maxWaiting(),
                intake.maxWaitingBytes(),
                intake.maxWaitMillis(),
                intake.batchMax(),
                usual.maxInFlight(),
                usual.maxAttempts());
    }

    /** Off unless there is somewhere to send them to. */
    static Tracing tracing(Config.Tracing tracing) {
        return tracing.endpoint().isEmpty()
                ? Tracing.off()
                : Tracing.to(tracing.endpoint(), tracing.samplePercent() / 100.0);
    }

    static Outgoing.Settings outgoing(Config.Outgoing bounds) {
        return new Outgoing.Settings(
                bounds.timeoutMillis(), bounds.maxInFlight(), bounds.maxInFlightEach(), bounds.maxPending());
    }

    static AlertWork.Settings alerts(Config config) {
        Config.Smtp smtp = config.smtp();
        int timeoutMillis = config.outgoing().timeoutMillis();
        return new AlertWork.Settings(
                config.watchMillis(),
                timeoutMillis,
                config.http().publicUrl(),
                new Mail.Settings(
                        smtp.host(),
                        smtp.port(),
                        smtp.tls(),
                        smtp.user(),
                        smtp.password(),
                        smtp.from(),
                        timeoutMillis));
    }

    static Rotation.Pauses rotation(Config.KeyRotation pauses) {
        return new Rotation.Pauses(pauses.spreadMillis() / 1_000.0, pauses.drainMillis() / 1_000.0);
    }

    static Live.Limits live(Config config) {
        Config.Live settings = config.live();
        // Well before a quiet connection is closed.
        int beatSeconds = Math.max(1, Math.min(BEAT_SECONDS, config.http().idleTimeoutSeconds() / 3));
        return new Live.Limits(
                settings.streamsMax(),
                settings.tenantStreamsMax(),
                settings.principalStreamsMax(),
                beatSeconds,
                settings.pendingMax(),
                settings.stalledSecondsMax());
    }

    static Api.Limits api(Config.Http http) {
        return new Api.Limits(http.bodyLimitBytes(), http.bodyTimeoutSeconds() * 1000L, http.bodiesMaxBytes());
    }

    static Web web(Config.Http http) {
        return new Web(http.publicUrl(), http.tls() != null, http.trustForwarded());
    }

    static Rates.Limits rates(Config.RateLimits limits) {
        return new Rates.Limits(
                limits.addressPerSecond(),
                limits.addressBurst(),
                limits.hookPerSecond(),
                limits.hookBurst(),
                limits.unknownPerSecond(),
                limits.unknownBurst(),
                limits.loopback());
    }

    static HttpServerOptions http(Config.Http http) {
        HttpServerOptions options = new HttpServerOptions()
                .setIdleTimeout(http.idleTimeoutSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxHeaderSize(16_384)
                .setTcpNoDelay(true)
                // Java's client asks for it with the first POST of a connection, whose body is then on its way to two
                // protocols.
                .setHttp2ClearTextEnabled(false)
                .setAcceptBacklog(4_096)
                .setHandle100ContinueAutomatically(true)
                // Else every answer passes through a handler that waits for web sockets.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
        Config.Tls tls = http.tls();
        return tls == null
                ? options
                : options.setSsl(true).setUseAlpn(true).setKeyCertOptions(Certificate.options(tls));
    }
}
