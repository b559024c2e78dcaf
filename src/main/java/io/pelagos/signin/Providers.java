package io.pelagos.signin;

import com.nimbusds.jose.jwk.JWKSet;
import io.pelagos.platform.GuardedClient;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Identity providers and their keys, as they were an hour ago at most; asked again when a key is not known, once a minute
 * at most. One that is away is believed for a day to be as it was.
 */
final class Providers {
    private static final int KNOWN_MAX = 1_000;
    private static final int ANSWER_BYTES_MAX = 262_144;
    static final long ANSWER_MILLIS = 5_000;
    private static final long FRESH_MILLIS = 3_600_000;
    private static final long STALE_MILLIS = 86_400_000;
    private static final long AGAIN_MILLIS = 60_000;
    /** Of one of which nothing is known. */
    private static final long AGAIN_FIRST_MILLIS = 5_000;

    private final GuardedClient client;
    private final Clock clock;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    Providers(GuardedClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Fails with {@link ProviderTrouble}. */
    Future<Provider> find(String issuer) {
        return slot(issuer).get(false);
    }

    /** One that may know more keys, if it is time to ask again. */
    Future<Provider> newer(String issuer) {
        return slot(issuer).get(true);
    }

    private Slot slot(String issuer) {
        if (slots.size() >= KNOWN_MAX) {
            slots.clear();
        }
        return slots.computeIfAbsent(issuer, Slot::new);
    }

    /** What is known of one; all who ask at the same time wait for the same answer. */
    private final class Slot {
        private final String issuer;
        private @Nullable Provider known;
        private @Nullable Future<Provider> loading;
        private long askedAtMillis = Long.MIN_VALUE;

        Slot(String issuer) {
            this.issuer = issuer;
        }

        synchronized Future<Provider> get(boolean newer) {
            long now = clock.millis();
            Provider usable = known != null && now - known.loadedAtMillis() < STALE_MILLIS ? known : null;
            if (usable != null && !newer && now - usable.loadedAtMillis() < FRESH_MILLIS) {
                return Future.succeededFuture(usable);
            }
            if (loading != null && !loading.isComplete()) {
                return loading;
            }
            long pause = usable == null ? AGAIN_FIRST_MILLIS : AGAIN_MILLIS;
            if (askedAtMillis != Long.MIN_VALUE && now - askedAtMillis < pause) {
                return usable != null
                        ? Future.succeededFuture(usable)
                        : Future.failedFuture(new ProviderTrouble("it did not answer a moment ago"));
            }
            askedAtMillis = now;
            Future<Provider> asked = load(issuer).onSuccess(this::keep);
            Future<Provider> answer = usable == null ? asked : asked.otherwise(usable);
            loading = answer;
            return answer;
        }

        private synchronized void keep(Provider loaded) {
            known = loaded;
        }
    }

    private Future<Provider> load(String issuer) {
        return json(URI.create(issuer.replaceFirst("/$", "") + "/.well-known/openid-configuration"))
                .compose(said -> {
                    if (!issuer.equals(said.getValue("issuer"))) {
                        throw new ProviderTrouble("its discovery document names another issuer");
                    }
                    URI authorization = address(said, "authorization_endpoint");
                    URI token = address(said, "token_endpoint");
                    boolean basic = basic(said.getValue("token_endpoint_auth_methods_supported"));
                    return json(address(said, "jwks_uri"))
                            .map(keys -> new Provider(issuer, authorization, token, basic, keys(keys), clock.millis()));
                });
    }

    /** What a provider says nothing about is the header. */
    private static boolean basic(@Nullable Object methods) {
        return !(methods instanceof JsonArray list) || list.contains("client_secret_basic");
    }

    private URI address(JsonObject said, String name) {
        if (said.getValue(name) instanceof String url && client.faultOf(url) == null) {
            return URI.create(url);
        }
        throw new ProviderTrouble("its discovery document has no usable " + name);
    }

    private static JWKSet keys(JsonObject json) {
        try {
            return JWKSet.parse(json.encode());
        } catch (ParseException e) {
            throw new ProviderTrouble("its keys cannot be read");
        }
    }

    private Future<JsonObject> json(URI target) {
        return client.send(
                        new GuardedClient.Request(
                                "GET", target, Map.of("Accept", "application/json"), Buffer.buffer(), ANSWER_BYTES_MAX),
                        ANSWER_MILLIS)
                .recover(failure ->
                        Future.failedFuture(new ProviderTrouble("it cannot be reached: " + failure.getMessage())))
                .map(Providers::json);
    }

    /** The body of a whole answer; throws {@link ProviderTrouble}. */
    static JsonObject json(GuardedClient.Reply reply) {
        if (reply.status() != 200 || reply.cut()) {
            throw new ProviderTrouble("it answered " + reply.status() + (reply.cut() ? ", and too much" : ""));
        }
        try {
            return new JsonObject(reply.body());
        } catch (DecodeException e) {
            throw new ProviderTrouble("it did not answer JSON");
        }
    }
}
