package io.pelagos.signin;

import io.pelagos.team.Document;
import io.pelagos.team.Section;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a firm's people sign in.
 *
 * @param passwords whether with passwords at all
 * @param account so many failures lock an account for {@code lock}
 * @param address so many failures from one address send away what comes from there
 * @param sessionMax how long a session lasts at most
 * @param sessionIdle how long it lasts without being used
 * @param sessionsPerAgent one more ends the oldest
 */
public record SignInPolicy(
        boolean passwords,
        Limit account,
        Duration lock,
        Limit address,
        Duration sessionMax,
        Duration sessionIdle,
        int sessionsPerAgent) {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration SESSION_LONGEST = Duration.ofDays(90);
    private static final Duration IDLE_MIN = Duration.ofMinutes(5);

    public static final SignInPolicy USUAL = new SignInPolicy(
            true,
            new Limit(10, Duration.ofMinutes(15)),
            Duration.ofMinutes(15),
            new Limit(100, Duration.ofMinutes(15)),
            Duration.ofHours(12),
            Duration.ofHours(2),
            20);

    /** So many failures in that time, counted from the first. */
    public record Limit(int max, Duration window) {
        private static Limit read(Document document, Limit usual, int most) {
            return new Limit(
                    (int) document.integer("max", 3, most, usual.max),
                    orUsual(document.duration("window", DAY), usual.window));
        }
    }

    /** Field {@code sign_in} of a tenant. */
    public static final Section<SignInPolicy> SIGN_IN = new Section<>("tenant", (id, json) -> {
        JsonObject only = new JsonObject().put("sign_in", json.getValue("sign_in"));
        SignInPolicy policy = Document.read(only, d -> d.object("sign_in", SignInPolicy::read));
        return policy == null ? USUAL : policy;
    });

    /** Of a tenant; {@link #USUAL} when it has none. */
    public static SignInPolicy of(@Nullable TenantConfig tenant) {
        SignInPolicy policy = tenant == null ? null : tenant.get(SIGN_IN, "");
        return policy == null ? USUAL : policy;
    }

    private record Failures(Limit limit, Duration lock) {
        private static Failures read(Document document) {
            return new Failures(
                    Limit.read(document, USUAL.account, 1_000), orUsual(document.duration("lock", DAY), USUAL.lock));
        }
    }

    private record Lasting(Duration max, Duration idle, int perAgent) {
        private static Lasting read(Document document) {
            Lasting lasting = new Lasting(
                    orUsual(document.duration("max", SESSION_LONGEST), USUAL.sessionMax),
                    orUsual(document.duration("idle", SESSION_LONGEST), USUAL.sessionIdle),
                    (int) document.integer("per_agent", 1, 100, USUAL.sessionsPerAgent));
            if (lasting.idle.compareTo(IDLE_MIN) < 0) {
                document.fault("idle", "must be at least PT5M");
            }
            return lasting;
        }
    }

    private static SignInPolicy read(Document document) {
        boolean passwords = document.flag("passwords", true);
        Failures failures = document.object("failures", Failures::read);
        Limit address = document.object("address", d -> Limit.read(d, USUAL.address, 100_000));
        Lasting session = document.object("session", Lasting::read);
        return new SignInPolicy(
                passwords,
                failures == null ? USUAL.account : failures.limit,
                failures == null ? USUAL.lock : failures.lock,
                address == null ? USUAL.address : address,
                session == null ? USUAL.sessionMax : session.max,
                session == null ? USUAL.sessionIdle : session.idle,
                session == null ? USUAL.sessionsPerAgent : session.perAgent);
    }

    private static Duration orUsual(@Nullable Duration said, Duration usual) {
        return said == null ? usual : said;
    }
}
