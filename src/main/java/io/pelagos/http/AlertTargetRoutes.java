package io.pelagos.http;

import io.pelagos.alert.AlertRule;
import io.pelagos.alert.AlertTarget;
import io.pelagos.alert.MessageQueue;
import io.pelagos.alert.Postman;
import io.pelagos.alert.TargetSecrets;
import io.pelagos.channel.WebhookSignature;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Rfc3339;
import io.pelagos.platform.GuardedClient;
import io.pelagos.team.Section;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Targets of alerts. Their addresses, which are all that it takes to write to a messenger's group, and their secrets are
 * written and never read back; whoever leaves them out, or writes null, keeps them.
 */
final class AlertTargetRoutes implements ConfigResource.Kind {
    private static final String NAME = AlertTarget.ALERT_TARGET.name();
    private static final String URL = "url";
    private static final String SECRET = "secret";

    private final ConfigWrites writes;
    private final ContactVault vault;
    private final GuardedClient client;
    private final Postman postman;
    private final MessageQueue queue;
    private final LongSupplier ids;

    AlertTargetRoutes(
            ConfigWrites writes,
            ContactVault vault,
            GuardedClient client,
            Postman postman,
            MessageQueue queue,
            LongSupplier ids) {
        this.writes = writes;
        this.vault = vault;
        this.client = client;
        this.postman = postman;
        this.queue = queue;
        this.ids = ids;
    }

    void register(Api api) {
        new ConfigResource(this, writes).register(api, Access.OVERSEERS, Access.MANAGERS, false);
        api.route(HttpMethod.GET, "/alert-targets/{target}/status", Access.OVERSEERS, this::status);
        api.route(HttpMethod.POST, "/alert-targets/{target}/test", Access.MANAGERS, this::test);
    }

    @Override
    public List<Section<?>> sections() {
        return List.of(AlertTarget.ALERT_TARGET);
    }

    @Override
    public List<String> secrets() {
        return TargetSecrets.FIELDS;
    }

    /** With null for what is kept, so that it can be written back as it was read. */
    @Override
    public JsonObject show(JsonObject stored) {
        for (String field : TargetSecrets.FIELDS) {
            if (stored.getValue(field) == null) {
                stored.remove(field);
            } else {
                stored.putNull(field);
            }
        }
        stored.getMap().putIfAbsent("enabled", true);
        return stored;
    }

    @Override
    public JsonObject made(TenantConfig tenant, String id, JsonObject stored) {
        boolean webhook = AlertTarget.WEBHOOK.equals(stored.getString("kind"));
        String secret = webhook ? TargetSecrets.shown(vault.keys(tenant.no()), id, stored) : null;
        JsonObject shown = show(stored);
        return secret == null ? shown : shown.put(SECRET, secret);
    }

    /** Looked up again at each message; this is to tell a mistake at once. */
    @Override
    public Future<Void> mayStore(JsonObject body) {
        if (!(body.getValue(URL) instanceof String url)) {
            return Future.succeededFuture();
        }
        return client.check(url).map(fault -> {
            if (fault != null) {
                throw Problem.invalid("/" + URL, fault).refusal();
            }
            return null;
        });
    }

    @Override
    public JsonObject draft(@Nullable JsonObject old, JsonObject body) {
        return TargetSecrets.kept(old, body);
    }

    @Override
    public JsonObject store(Call call, TenantConfig tenant, String id, @Nullable JsonObject old, JsonObject body) {
        AlertTarget target = AlertTarget.ALERT_TARGET.check(id, draft(old, body));
        if (target.kind().equals(AlertTarget.WEBHOOK)
                && body.getValue(SECRET) instanceof String secret
                && !WebhookSignature.holdsKey(secret)) {
            throw Problem.invalid("/" + SECRET, "must be whsec_ and base64, or left out: then the server makes one")
                    .refusal();
        }
        ConfigCounts.mayAdd(tenant, NAME, id, AlertTarget.COUNT_MAX, "targets of alerts");
        return TargetSecrets.complete(vault.keys(tenant.no()), id, old, body);
    }

    @Override
    public Future<Void> mayDelete(Call call, TenantConfig tenant, String id) {
        String rule = tenant.all(AlertRule.ALERT_RULE).values().stream()
                .filter(one -> one.targets().contains(id))
                .map(AlertRule::id)
                .findFirst()
                .orElse(null);
        return rule == null
                ? Future.succeededFuture()
                : Future.failedFuture(Problem.conflict("in-use", "The target is in use")
                        .detail("The rule " + rule + " tells it")
                        .refusal());
    }

    @Override
    public Future<?> alsoDelete(SqlConnection transaction, TenantConfig tenant, String id) {
        return MessageQueue.dropAll(transaction, tenant.no(), id);
    }

    private static AlertTarget target(Call call) {
        AlertTarget target = call.tenant().get(AlertTarget.ALERT_TARGET, call.path("target"));
        if (target == null) {
            throw Problem.NOT_FOUND.refusal();
        }
        return target;
    }

    private Future<Answer> test(Call call) {
        AlertTarget target = target(call);
        call.body(nothing -> true);
        return writes.onceOrAgain(call, () -> {
            Future<Postman.Outcome> sent = postman.test(call.tenant(), target, ids.getAsLong());
            if (sent == null) {
                throw Problem.NOT_READY
                        .detail("Too many tests are under way")
                        .header("Retry-After", "5")
                        .refusal();
            }
            return sent.map(outcome -> Answer.ok(new JsonObject()
                    .put("delivered", outcome.error() == null)
                    .put("error", outcome.error())
                    .put("status", outcome.status() == 0 ? null : outcome.status())
                    .put("answer", outcome.answer())));
        });
    }

    private Future<Answer> status(Call call) {
        return queue.status(call.tenant().no(), target(call).id()).map(status -> {
            JsonArray dead = new JsonArray();
            status.newestDead().forEach(one -> dead.add(json(one)));
            return Answer.ok(new JsonObject()
                    .put("pending", status.pending())
                    .put("retried", status.retried())
                    .put("delivered", status.delivered())
                    .put("failed", status.failed())
                    .put("last_success_at", Times.text(status.successAtMillis()))
                    .put("last_error_at", Times.text(status.errorAtMillis()))
                    .put("last_error", status.error())
                    .put("dead", status.dead())
                    .put("newest_dead", dead));
        });
    }

    private static JsonObject json(MessageQueue.Dead one) {
        JsonObject alert = one.body().getJsonObject("alert", new JsonObject());
        return new JsonObject()
                .put("id", Long.toString(one.id()))
                .put("event", one.body().getString("event"))
                .put("alert", alert.getString("id"))
                .put("attempts", one.attempts())
                .put("error", one.error())
                .put("dead_at", Rfc3339.text(one.deadAtMillis()));
    }
}
