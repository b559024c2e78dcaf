package io.pelagos.alert;

import io.pelagos.lead.ContactVault;
import io.pelagos.outgoing.Backoff;
import io.pelagos.platform.GuardedClient;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Tells one target one thing, now. */
public final class Postman {
    private static final int ANSWER_CHARACTERS_MAX = 1_000;
    private static final int ERROR_CHARACTERS_MAX = 300;
    /** Tests that people have under way on this node. */
    private static final int TESTS_MAX = 4;

    private final GuardedClient client;
    private final Mail mail;
    private final ContactVault vault;
    private final AlertText text;
    private final Clock clock;
    private final int timeoutMillis;
    private int tests;

    /**
     * Joins the parts.
     *
     * @param publicUrl of the server, as people call it; empty when it is not known
     * @param clock of the world, by which receivers judge how fresh a message is
     * @param timeoutMillis of an attempt
     */
    Postman(GuardedClient client, Mail mail, ContactVault vault, String publicUrl, Clock clock, int timeoutMillis) {
        this.client = client;
        this.mail = mail;
        this.vault = vault;
        this.text = new AlertText(publicUrl);
        this.clock = clock;
        this.timeoutMillis = timeoutMillis;
    }

    /**
     * How it was taken.
     *
     * @param error null when it was
     * @param status of HTTP; 0 for none
     * @param answer the beginning of what the other side said
     * @param wantedMillis how long it wants to be left alone
     */
    public record Outcome(@Nullable String error, int status, String answer, long wantedMillis) {}

    /** A message that says that messages arrive; null when too many are under way. */
    public @Nullable Future<Outcome> test(TenantConfig firm, AlertTarget target, long id) {
        if (tests >= TESTS_MAX) {
            return null;
        }
        tests++;
        JsonObject message = new JsonObject().put("event", "test").put("severity", "info");
        return send(firm, target, id, message).onComplete(done -> tests--);
    }

    /** Never fails. */
    Future<Outcome> send(TenantConfig firm, AlertTarget target, long id, JsonObject message) {
        return vault.ready(firm.no())
                .compose(keys -> {
                    Letter letter = text.letter(firm, target, "alr_" + id, message);
                    return target.mail() ? mailed(target, letter) : posted(firm, target, letter);
                })
                .otherwise(failure -> {
                    String why =
                            failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
                    return new Outcome(Formats.cut(why, ERROR_CHARACTERS_MAX), 0, "", 0);
                });
    }

    private Future<Outcome> mailed(AlertTarget target, Letter letter) {
        return mail.send(target.to(), letter).map(answer -> new Outcome(null, 0, answer, 0));
    }

    private Future<Outcome> posted(TenantConfig firm, AlertTarget target, Letter letter) {
        TargetSecrets.Opened opened = TargetSecrets.open(vault.keys(firm.no()), target);
        GuardedClient.Request request = Formats.request(target, opened, letter, firm.id(), clock.millis());
        return client.send(request, timeoutMillis)
                .map(reply -> new Outcome(
                        Formats.fault(target.kind(), reply),
                        reply.status(),
                        Formats.cut(reply.body().toString(), ANSWER_CHARACTERS_MAX),
                        Backoff.mayWish(reply) ? Backoff.wantedMillis(reply.headers()) : 0));
    }
}
