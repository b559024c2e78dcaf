package io.pelagos.http;

import io.pelagos.channel.Channel;
import io.pelagos.deadletter.DeadLetters;
import io.pelagos.health.ChannelCounts;
import io.pelagos.health.ChannelHealth;
import io.pelagos.health.ChannelHealth.Counts;
import io.pelagos.health.ChannelHealth.Health;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How channels are. */
final class HealthRoutes {
    private final ChannelHealth health;
    private final DeadLetters letters;

    HealthRoutes(ChannelDesk desk) {
        this.health = desk.health();
        this.letters = desk.letters();
    }

    void register(Api api) {
        api.route(HttpMethod.GET, "/channels:health", Access.ANALYSTS, this::list);
        api.route(HttpMethod.GET, "/channels/{channel}/health", Access.ANALYSTS, this::read);
    }

    private Future<Answer> read(Call call) {
        Channel channel = call.tenant().get(Channel.CHANNEL, call.path("channel"));
        if (channel == null) {
            throw Problem.NOT_FOUND.refusal();
        }
        return health(call.tenant().no(), List.of(channel)).map(found -> Answer.ok(found.getJsonObject(0)));
    }

    private Future<Answer> list(Call call) {
        String after = call.cursorId();
        int limit = call.limit();
        List<Channel> channels = call.tenant().all(Channel.CHANNEL).values().stream()
                .filter(channel -> channel.id().compareTo(after) > 0)
                .limit(limit + 1L)
                .toList();
        List<Channel> page = channels.subList(0, Math.min(limit, channels.size()));
        return health(call.tenant().no(), page)
                .map(items -> Answer.list(
                        items, channels.size() > limit ? page.get(limit - 1).id() : null));
    }

    private Future<JsonArray> health(int tenant, List<Channel> channels) {
        return health.read(tenant, channels.stream().map(Channel::id).toList())
                .compose(found -> letters.waiting(tenant).map(rows -> {
                    Map<String, Long> waiting = new HashMap<>();
                    rows.forEach(row -> waiting.put(row.getString(0), row.getLong(1)));
                    JsonArray items = new JsonArray();
                    for (Channel channel : channels) {
                        Health one = found.get(channel.id());
                        if (one != null) {
                            items.add(json(channel, one).put("dead_letters", waiting.getOrDefault(channel.id(), 0L)));
                        }
                    }
                    return items;
                }));
    }

    private static JsonObject json(Channel channel, Health health) {
        return new JsonObject()
                .put("channel", channel.id())
                .put("name", channel.name())
                .put("enabled", channel.enabled())
                .put("silent", health.silentSinceMillis() != 0)
                .put("silent_since", Times.text(health.silentSinceMillis()))
                .put("last_delivery_at", Times.text(health.seen().deliveryMillis()))
                .put("last_lead_at", Times.text(health.seen().leadMillis()))
                .put("hour", json(health.hour(), 1))
                .put("day", json(health.day(), 24));
    }

    private static JsonObject json(Counts counts, int hours) {
        JsonObject reasons = new JsonObject();
        counts.reasons().forEach(reasons::put);
        JsonObject json = new JsonObject()
                .put("deliveries", counts.of(ChannelCounts.DELIVERY))
                .put("leads", counts.leads())
                .put("leads_per_hour", Math.round(100.0 * counts.leads() / hours) / 100.0);
        ChannelCounts.RESULTS.forEach(kind -> json.put(kind, counts.of(kind)));
        return json.put("reasons", reasons);
    }
}
