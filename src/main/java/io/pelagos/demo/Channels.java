package io.pelagos.demo;

import io.pelagos.channel.Channel;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The simulated platforms: each pushes leads to its channel's hook, until the pool is full. */
final class Channels {
    private final Client client;
    private final MadeUp madeUp;
    private final Pace pace;
    /** Claimable leads of pools, as they were seen last. */
    private final Map<String, Integer> stock = new HashMap<>();

    private long serial;

    /** @param serial of the first lead; above all before */
    Channels(Client client, MadeUp madeUp, Pace pace, long serial) {
        this.client = client;
        this.madeUp = madeUp;
        this.pace = pace;
        this.serial = serial;
    }

    /** How full pools are: once in a while, as it costs a list. */
    Future<Void> look(String token, List<String> pools) {
        List<Future<?>> asked = new ArrayList<>();
        for (String pool : pools) {
            asked.add(client.get(
                            token, "/api/v1/pools/" + pool + "/leads?tag=" + MadeUp.TAG + "&limit=" + pace.stockMax())
                    .onSuccess(reply -> {
                        if (reply.ok()) {
                            stock.put(pool, reply.items("items").size());
                        }
                    }));
        }
        return Future.join(asked).mapEmpty();
    }

    int stock(String pool) {
        return stock.getOrDefault(pool, 0);
    }

    /** One more lead, by a channel whose pool has room. */
    Future<?> push(TenantConfig firm) {
        List<Channel> open = firm.all(Channel.CHANNEL).values().stream()
                .filter(channel -> Simulated.is(channel.id())
                        && channel.enabled()
                        && stock.containsKey(channel.pool())
                        && stock(channel.pool()) < pace.stockMax())
                .toList();
        if (open.isEmpty()) {
            return Future.succeededFuture();
        }
        Channel channel = madeUp.one(open);
        stock.merge(channel.pool(), 1, Integer::sum);
        return client.post("", "/hooks/" + channel.hookKey(), madeUp.lead(++serial));
    }
}
