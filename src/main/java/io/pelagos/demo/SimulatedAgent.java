package io.pelagos.demo;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.random.RandomGenerator;

/** One who claims, calls, follows up, wins, loses and gives back, a step at a time. It touches only what it holds itself. */
final class SimulatedAgent {
    private static final int HELD_MAX = 8;
    private static final int PAGE = 20;

    private final Client client;
    private final MadeUp madeUp;
    private final Channels channels;
    private final Pace pace;
    private final RandomGenerator random;
    private final String token;
    private long nextMillis;
    private boolean busy;

    SimulatedAgent(Client client, MadeUp madeUp, Channels channels, Pace pace, RandomGenerator random, String token) {
        this.client = client;
        this.madeUp = madeUp;
        this.channels = channels;
        this.pace = pace;
        this.random = random;
        this.token = token;
    }

    /** A step, if it is time for one. */
    Future<?> act(List<String> pools, long nowMillis) {
        if (busy || nowMillis < nextMillis || pools.isEmpty()) {
            return Future.succeededFuture();
        }
        busy = true;
        nextMillis = nowMillis + pace.restMillis() / 2 + random.nextLong(pace.restMillis() + 1);
        return client.get(token, "/api/v1/leads?owner=me&state=owned&limit=" + HELD_MAX * 2)
                .compose(reply -> step(reply.items("items"), pools))
                .onComplete(done -> busy = false);
    }

    private Future<?> step(List<JsonObject> held, List<String> pools) {
        List<JsonObject> untouched = held.stream()
                .filter(lead -> lead.getString("last_followup_at") == null)
                .toList();
        if (!untouched.isEmpty()) {
            return contact(untouched.get(0));
        }
        String pool = madeUp.one(pools);
        if (held.size() < HELD_MAX && channels.stock(pool) > pace.stockMin() && random.nextInt(3) > 0) {
            return claim(pool);
        }
        return held.isEmpty() ? Future.succeededFuture() : work(madeUp.one(held));
    }

    /** One of those that it sees in front; if somebody was faster, that is life. */
    private Future<?> claim(String pool) {
        return client.get(token, "/api/v1/pools/" + pool + "/leads?tag=" + MadeUp.TAG + "&limit=" + PAGE)
                .compose(reply -> {
                    List<JsonObject> seen = reply.items("items");
                    return seen.isEmpty()
                            ? Future.succeededFuture()
                            : client.post(
                                    token,
                                    "/api/v1/pools/" + pool + "/claims",
                                    new JsonObject()
                                            .put("lead", madeUp.one(seen).getString("id")));
                });
    }

    private Future<?> contact(JsonObject lead) {
        String path = path(lead);
        // At night nobody may be dialled: then it is a message.
        return client.post(token, path + "/dial", new JsonObject())
                .compose(dialled -> client.post(
                        token,
                        path + "/followups",
                        new JsonObject()
                                .put("method", dialled.ok() ? "call" : "wechat")
                                .put("outcome", madeUp.outcome())
                                .put("content", madeUp.words())));
    }

    private Future<?> work(JsonObject lead) {
        String path = path(lead);
        boolean won = lead.getString("won_at") != null;
        int dice = random.nextInt(100);
        if (dice < 45) {
            return contact(lead);
        } else if (dice < 65 && !won) {
            return client.post(
                    token,
                    path + "/deals",
                    new JsonObject()
                            .put("amount", 1_000 * (2 + random.nextInt(30)))
                            .put("currency", "CNY"));
        } else if (dice < 85) {
            return client.post(token, path + "/release", new JsonObject().put("reason", "（模拟）暂无意向"));
        }
        return won
                ? client.post(token, path + "/release", new JsonObject().put("reason", "（模拟）已成交，交回"))
                : client.post(token, path + "/close", new JsonObject().put("reason", "lost"));
    }

    private static String path(JsonObject lead) {
        return "/api/v1/leads/" + lead.getString("id");
    }
}
