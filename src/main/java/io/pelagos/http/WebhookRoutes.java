package io.pelagos.http;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Keyset;
import io.pelagos.lead.Rfc3339;
import io.pelagos.outgoing.Positions;
import io.pelagos.outgoing.Webhook;
import io.pelagos.outgoing.WebhookSecrets;
import io.pelagos.platform.GuardedClient;
import io.pelagos.team.Change;
import io.pelagos.team.Role;
import io.pelagos.team.Section;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks. The server makes their secrets and shows each once; headers are written and never read back, and stay when
 * they are left out.
 */
public final class WebhookRoutes implements ConfigResource.Kind {
    private static final String NAME = Webhook.WEBHOOK.name();
    private static final String HEADERS = "headers";
    /** What a document does not say. */
    private static final JsonObject DEFAULTS = new JsonObject()
            .put("format", "events")
            .putNull("pools")
            .putNull("channels")
            .put("contact", false)
            .put("enabled", true);

    private final ConfigWrites writes;
    private final ContactVault vault;
    private final GuardedClient client;
    private final Clock clock;

    WebhookRoutes(ConfigWrites writes, ContactVault vault, GuardedClient client, Clock clock) {
        this.writes = writes;
        this.vault = vault;
        this.client = client;
        this.clock = clock;
    }

    public void register(Api api) {
        new ConfigResource(this, writes).register(api, Access.OVERSEERS, Access.MANAGERS, false);
        api.route(HttpMethod.POST, "/webhooks/{webhook}/secret:rotate", Access.MANAGERS, this::rotate);
    }

    @Override
    public List<Section<?>> sections() {
        return List.of(Webhook.WEBHOOK);
    }

    @Override
    public List<String> secrets() {
        return WebhookSecrets.FIELDS;
    }

    @Override
    public JsonObject filed(JsonObject stored) {
        boolean headers = stored.getValue(HEADERS) != null;
        JsonObject shown = show(stored);
        return headers ? shown.putNull(HEADERS) : shown;
    }

    /** With a secret, as it has none yet. */
    @Override
    public JsonObject draft(@Nullable JsonObject old, JsonObject body) {
        if (body.getValue(HEADERS) == null) {
            body.remove(HEADERS);
        }
        for (String field : WebhookSecrets.FIELDS) {
            boolean written = field.equals(HEADERS) && body.getValue(field) instanceof JsonObject;
            if (body.containsKey(field) && !written) {
                throw Problem.invalid("/" + field, field.equals(HEADERS) ? "must be an object" : "is not a known field")
                        .refusal();
            }
        }
        return body.copy().put("secret", "made by the server");
    }

    @Override
    public JsonObject show(JsonObject stored) {
        WebhookSecrets.FIELDS.forEach(stored::remove);
        DEFAULTS.forEach(field -> stored.getMap().putIfAbsent(field.getKey(), field.getValue()));
        return stored;
    }

    @Override
    public JsonObject made(TenantConfig tenant, String id, JsonObject stored) {
        String secret = WebhookSecrets.shown(vault.keys(tenant.no()), id, stored);
        return show(stored).put("secret", secret);
    }

    /** Looked up again at each call; this is to tell a mistake at once. */
    @Override
    public Future<Void> mayStore(JsonObject body) {
        if (!(body.getValue("url") instanceof String url)) {
            return Future.succeededFuture();
        }
        return client.check(url).map(fault -> {
            if (fault != null) {
                throw Problem.invalid("/url", fault).refusal();
            }
            return null;
        });
    }

    @Override
    public JsonObject store(Call call, TenantConfig tenant, String id, @Nullable JsonObject old, JsonObject body) {
        JsonObject checked = draft(old, body);
        // Not only to set it: a new address would get the contacts, too.
        mayChange(call, Webhook.WEBHOOK.check(id, checked).contact());
        ConfigCounts.mayAdd(tenant, NAME, id, Webhook.COUNT_MAX, "webhooks");
        return WebhookSecrets.complete(vault.keys(tenant.no()), id, old, body);
    }

    private static void mayChange(Call call, boolean contact) {
        if (contact && call.principal().role() != Role.ADMIN) {
            throw Problem.FORBIDDEN
                    .detail("Only an admin may have contacts sent out")
                    .refusal();
        }
    }

    @Override
    public Future<?> alsoCreate(SqlConnection transaction, TenantConfig tenant, String id) {
        return Positions.create(transaction, tenant.no(), id);
    }

    @Override
    public Future<?> alsoDelete(SqlConnection transaction, TenantConfig tenant, String id) {
        return Positions.remove(transaction, tenant.no(), id);
    }

    private Future<Answer> rotate(Call call) {
        String id = call.path("webhook");
        call.body(nothing -> true);
        return writes.change(call, tenant -> {
            JsonObject stored = tenant.doc(NAME, id);
            if (stored == null) {
                throw Problem.NOT_FOUND.refusal();
            }
            mayChange(call, stored.getBoolean("contact", false));
            Keyset keys = vault.keys(tenant.no());
            long now = clock.millis();
            JsonObject rotated = WebhookSecrets.rotated(keys, id, stored, now);
            JsonObject shown = new JsonObject()
                    .put("secret", WebhookSecrets.shown(keys, id, rotated))
                    .put("old_secret_until", Rfc3339.text(now + WebhookSecrets.OVERLAP_MILLIS));
            return Future.succeededFuture(
                    new ConfigWrites.Edit(List.of(new Change(NAME, id, rotated)), version -> Answer.ok(shown)));
        });
    }
}
