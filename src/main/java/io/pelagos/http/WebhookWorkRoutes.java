package io.pelagos.http;

import io.pelagos.journal.JournalCursor;
import io.pelagos.lead.Rfc3339;
import io.pelagos.outgoing.DeadLetters;
import io.pelagos.outgoing.Progress;
import io.pelagos.outgoing.Webhook;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** What becomes of what webhooks are told: how far they are, what was given up, and telling it again. */
public final class WebhookWorkRoutes {
    private final Progress progress;
    private final DeadLetters letters;
    private final ConfigWrites writes;

    WebhookWorkRoutes(Progress progress, DeadLetters letters, ConfigWrites writes) {
        this.progress = progress;
        this.letters = letters;
        this.writes = writes;
    }

    public void register(Api api) {
        String one = "/webhooks/{webhook}";
        api.route(HttpMethod.GET, one + "/status", Access.OVERSEERS, this::status);
        api.route(HttpMethod.POST, one + "/replay", Access.MANAGERS, this::replay);
        api.route(HttpMethod.GET, one + "/dead-letters", Access.OVERSEERS, this::list);
        api.route(HttpMethod.POST, one + "/dead-letters/{letter}/replay", Access.MANAGERS, this::replayLetter);
        api.route(HttpMethod.DELETE, one + "/dead-letters/{letter}", Access.MANAGERS, this::delete);
    }

    private static String webhook(Call call) {
        String id = call.path("webhook");
        if (call.tenant().doc(Webhook.WEBHOOK.name(), id) == null) {
            throw Problem.NOT_FOUND.refusal();
        }
        return id;
    }

    private Future<Answer> status(Call call) {
        return progress.status(call.tenant().no(), webhook(call)).map(status -> {
            if (status == null) {
                throw Problem.NOT_READY.refusal();
            }
            return Answer.ok(json(status));
        });
    }

    private static JsonObject json(Progress.Status status) {
        return new JsonObject()
                .put("position", status.position())
                .put("pending", status.pending())
                .put("retried", status.retried())
                .put("waiting_since", Times.text(status.waitingSinceMillis()))
                .put("dead_letters", status.deadLetters())
                .put("delivered", status.delivered())
                .put("failed", status.failed())
                .put("last_success_at", Times.text(status.successAtMillis()))
                .put("last_error_at", Times.text(status.errorAtMillis()))
                .put("last_error", status.error());
    }

    private Future<Answer> replay(Call call) {
        int tenant = call.tenant().no();
        String webhook = webhook(call);
        String from = call.body(d -> d.text("from", 100));
        JournalCursor position = Progress.parse(from);
        Instant since = position == null ? Times.time(from) : null;
        if (position == null && since == null) {
            throw strange();
        }
        return writes.onceOrAgain(call, () -> {
            Future<Boolean> gone = position == null
                    ? progress.goTo(tenant, webhook, since == null ? 0 : since.toEpochMilli())
                    : progress.goTo(tenant, webhook, position);
            return gone.compose(there -> {
                        if (!there) {
                            throw strange();
                        }
                        return progress.status(tenant, webhook);
                    })
                    .map(status -> status == null ? Answer.none() : Answer.ok(json(status)));
        });
    }

    private static Refusal strange() {
        return Problem.invalid("/from", "must be a position in the journal, or an RFC 3339 time")
                .refusal();
    }

    private Future<Answer> list(Call call) {
        int limit = call.limit();
        long after = call.cursor(Long.MAX_VALUE);
        return letters.page(call.tenant().no(), webhook(call), after, limit + 1).map(found -> {
            JsonArray items = new JsonArray();
            found.stream().limit(limit).forEach(letter -> items.add(json(letter)));
            String next =
                    found.size() > limit ? Long.toString(found.get(limit - 1).id()) : null;
            return Answer.list(items, next);
        });
    }

    private static JsonObject json(DeadLetters.Letter letter) {
        return new JsonObject()
                .put("id", Long.toString(letter.id()))
                .put("lead", Long.toString(letter.lead()))
                .put("version", letter.version())
                .put("type", letter.type())
                .put("at", Rfc3339.text(letter.atMillis()))
                .put("attempts", letter.attempts())
                .put("error", letter.error())
                .put("dead_at", Rfc3339.text(letter.deadAtMillis()));
    }

    private Future<Answer> replayLetter(Call call) {
        String webhook = webhook(call);
        long letter = LeadIds.parse(call.path("letter"));
        call.body(nothing -> true);
        return writes.once(
                call, transaction -> letters.replay(transaction, call.tenant().no(), webhook, letter)
                        .map(WebhookWorkRoutes::found));
    }

    private Future<Answer> delete(Call call) {
        return letters.delete(call.tenant().no(), webhook(call), LeadIds.parse(call.path("letter")))
                .map(WebhookWorkRoutes::found);
    }

    private static Answer found(boolean there) {
        if (!there) {
            throw Problem.NOT_FOUND.refusal();
        }
        return Answer.none();
    }
}
