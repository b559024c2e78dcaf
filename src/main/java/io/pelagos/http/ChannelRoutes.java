package io.pelagos.http;

import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelCheck;
import io.pelagos.channel.ChannelSecrets;
import io.pelagos.channel.Pull;
import io.pelagos.channel.Routing;
import io.pelagos.channel.fetch.FetchTable;
import io.pelagos.channel.poll.PollTable;
import io.pelagos.lead.Keyset;
import io.pelagos.pool.Pool;
import io.pelagos.recycling.Sla;
import io.pelagos.team.Fault;
import io.pelagos.team.Section;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Channels. Their secrets are stored sealed, as {@code "sealed:" + base64} in the field {@code secret} and in those of
 * {@code credentials}, and never read back; whoever leaves a field out, or writes null, keeps what it holds.
 */
public final class ChannelRoutes implements ConfigResource.Kind {
    /** What is wrong with an address that the server is to ask, in words that follow its name; null for nothing. */
    @FunctionalInterface
    public interface Addresses {
        Future<@Nullable String> fault(String url);
    }

    /** Forgets what is kept of a channel that goes, in the transaction that takes it away. */
    @FunctionalInterface
    public interface Forgetter {
        Future<?> forget(SqlConnection transaction, int tenant, String channel);
    }

    private static final String SEALED = ChannelSecrets.SEALED;
    private static final String SECRET = ChannelSecrets.SECRET;
    private static final String CREDENTIALS = ChannelSecrets.CREDENTIALS;
    private static final String HOOK_KEY = "hook_key";
    private static final String HOOK_URL = "hook_url";
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int KEY_LENGTH = 22; // 62^22 is more than 2^128
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ConfigResource resource;
    private final Section<Channel> section;
    private final IntFunction<Keyset> keys;
    private final Addresses addresses;
    private final Forgetter forgetter;

    /** @param keys of a tenant by its number */
    public ChannelRoutes(
            ConfigWrites writes,
            Section<Channel> section,
            IntFunction<Keyset> keys,
            Addresses addresses,
            Forgetter forgetter) {
        this.section = section;
        this.keys = keys;
        this.addresses = addresses;
        this.forgetter = forgetter;
        this.resource = new ConfigResource(this, writes);
    }

    public void register(Api api) {
        resource.register(api, Access.OVERSEERS, Access.MANAGERS, false);
    }

    @Override
    public List<Section<?>> sections() {
        return List.of(section, Sla.OF_CHANNEL);
    }

    @Override
    public List<String> secrets() {
        return List.of(SECRET, CREDENTIALS);
    }

    /** Without the hook's address: where the file is applied it may be another. */
    @Override
    public JsonObject filed(JsonObject stored) {
        JsonObject shown = show(stored);
        shown.remove(HOOK_URL);
        return shown;
    }

    @Override
    public JsonObject show(JsonObject stored) {
        Object key = stored.remove(HOOK_KEY);
        // Which there are, so that it can be written back as it was read.
        if (stored.getValue(SECRET) == null) {
            stored.remove(SECRET);
        } else {
            stored.putNull(SECRET);
        }
        if (stored.getValue(CREDENTIALS) instanceof JsonObject credentials) {
            credentials.fieldNames().forEach(credentials::putNull);
        }
        return stored.put(HOOK_URL, "/hooks/" + key);
    }

    /** Looked up again at each request; this is to tell a mistake at once. */
    @Override
    public Future<Void> mayStore(JsonObject body) {
        if (!(body.getValue("settings") instanceof JsonObject settings)) {
            return Future.succeededFuture();
        }
        List<Future<Void>> asked = new ArrayList<>();
        asked.add(mayAsk("/settings/graph_url", settings.getValue("graph_url")));
        asked.add(mayAsk("/settings/api_url", settings.getValue("api_url")));
        if (settings.getValue("pull") instanceof JsonObject pull && pull.getValue("url") instanceof String url) {
            asked.add(mayAsk("/settings/pull/url", Pull.filled(url)));
        }
        return Future.all(asked).mapEmpty();
    }

    private Future<Void> mayAsk(String pointer, @Nullable Object url) {
        if (!(url instanceof String text)) {
            return Future.succeededFuture();
        }
        return addresses.fault(text).map(fault -> {
            if (fault != null) {
                throw Problem.invalid(pointer, fault).refusal();
            }
            return null;
        });
    }

    @Override
    public JsonObject draft(@Nullable JsonObject old, JsonObject body) {
        String key = old == null ? hookKey() : old.getString(HOOK_KEY);
        Object url = body.remove(HOOK_URL);
        if (url != null && !url.equals("/hooks/" + key)) {
            throw Problem.invalid("/" + HOOK_URL, "is given by the server").refusal();
        }
        if (body.containsKey(HOOK_KEY)) {
            throw Problem.invalid("/" + HOOK_KEY, "is not a known field").refusal();
        }
        if (body.getValue(SECRET) instanceof String secret && secret.startsWith(SEALED)) {
            throw Problem.invalid("/" + SECRET, "must not begin with " + SEALED).refusal();
        }
        if (body.getValue(SECRET) == null && old != null && old.getValue(SECRET) != null) {
            body.put(SECRET, old.getValue(SECRET));
        }
        keepCredentials(old, body);
        return body.put(HOOK_KEY, key);
    }

    @Override
    public JsonObject store(Call call, TenantConfig tenant, String id, @Nullable JsonObject old, JsonObject body) {
        JsonObject written = body.copy();
        draft(old, body);
        Channel channel = section.check(id, body);
        if (Sla.OF_CHANNEL.check(id, body).working() && tenant.tenant().calendar() == null) {
            throw Problem.invalid("/sla/time", "the firm has no calendar that would tell its working time")
                    .refusal();
        }
        Keyset tenantKeys = keys.apply(tenant.no());
        List<Fault> faults =
                ChannelCheck.faults(channel, ChannelSecrets.open(tenantKeys, channel), tenant.tenant(), written);
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).refusal();
        }
        if (body.getValue("pool") instanceof String pool && tenant.get(Pool.POOL, pool) == null) {
            throw Problem.invalid("/pool", "there is no such pool").refusal();
        }
        for (String pool : channel.routing().pools()) {
            if (tenant.get(Pool.POOL, pool) == null) {
                throw Problem.invalid(pointer(channel.routing(), pool), "there is no pool " + pool)
                        .refusal();
            }
        }
        return ChannelSecrets.seal(tenantKeys, id, body);
    }

    /** Without its token nobody could fetch them. */
    @Override
    public Future<?> alsoDelete(SqlConnection transaction, TenantConfig tenant, String id) {
        return FetchTable.drop(transaction, tenant.no(), id)
                .compose(done -> PollTable.drop(transaction, tenant.no(), id))
                .compose(done -> forgetter.forget(transaction, tenant.no(), id));
    }

    /** Credentials that the body does not name, or names with null, stay; an empty text takes one away. */
    private static void keepCredentials(@Nullable JsonObject old, JsonObject body) {
        Object said = body.getValue(CREDENTIALS);
        if (said != null && !(said instanceof JsonObject)) {
            throw Problem.invalid("/" + CREDENTIALS, "must be an object").refusal();
        }
        JsonObject before = old == null ? null : old.getJsonObject(CREDENTIALS);
        JsonObject kept = before == null ? new JsonObject() : before.copy();
        for (Map.Entry<String, Object> field : said instanceof JsonObject named ? named : new JsonObject()) {
            if (field.getValue() instanceof String text && text.startsWith(SEALED)) {
                throw Problem.invalid("/" + CREDENTIALS + "/" + field.getKey(), "must not begin with " + SEALED)
                        .refusal();
            }
            if ("".equals(field.getValue())) {
                kept.remove(field.getKey());
            } else if (field.getValue() != null) {
                kept.put(field.getKey(), field.getValue());
            }
        }
        body.remove(CREDENTIALS);
        if (!kept.isEmpty()) {
            body.put(CREDENTIALS, kept);
        }
    }

    /** The first place that names the pool. */
    private static String pointer(Routing routing, String pool) {
        for (int i = 0; i < routing.rules().size(); i++) {
            Routing.Rule rule = routing.rules().get(i);
            if (rule.pool().equals(pool)) {
                return "/routing/" + i + "/pool";
            } else if (rule.cap() != null && pool.equals(rule.cap().overflow())) {
                return "/routing/" + i + "/cap/overflow";
            }
        }
        return "/cap/overflow";
    }

    /** 128 random bits and a little more: nobody guesses a hook's address. */
    public static String hookKey() {
        StringBuilder key = new StringBuilder(KEY_LENGTH);
        for (int i = 0; i < KEY_LENGTH; i++) {
            key.append(BASE62.charAt(RANDOM.nextInt(BASE62.length())));
        }
        return key.toString();
    }
}
