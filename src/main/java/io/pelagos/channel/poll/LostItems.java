package io.pelagos.channel.poll;

import com.fasterxml.jackson.databind.JsonNode;
import io.pelagos.channel.BadPart;
import io.pelagos.channel.Channel;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.DeliveryWatch;
import io.pelagos.channel.Secrets;
import io.pelagos.team.TenantConfig;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Tells of leads that a platform gave and nobody could take: each once, though every look brings it again. */
final class LostItems {
    /** Of so many it is known that they were told; then it begins anew. */
    private static final int TOLD_MAX = 10_000;

    private final DeliveryWatch watch;
    private final Set<String> told = new HashSet<>();

    LostItems(DeliveryWatch watch) {
        this.watch = watch;
    }

    /** It is no object. */
    void unreadable(TenantConfig tenant, Channel channel, JsonNode item, long atMillis) {
        if (isNew(tenant, channel, item)) {
            BadPart part = new BadPart(item.toString(), "a lead of the list is no object");
            watch.unreadable(tenant, channel, delivery(item, atMillis), List.of(part));
        }
    }

    /** PostgreSQL does not take it. */
    void unstorable(TenantConfig tenant, Channel channel, JsonNode item, long atMillis, String reason) {
        if (isNew(tenant, channel, item)) {
            watch.unstorable(tenant, channel, delivery(item, atMillis), reason);
        }
    }

    private boolean isNew(TenantConfig tenant, Channel channel, JsonNode item) {
        if (told.size() >= TOLD_MAX) {
            told.clear();
        }
        String name = tenant.no() + " " + channel.id() + " " + item;
        return told.add(HexFormat.of().formatHex(Secrets.sha256(name.getBytes(StandardCharsets.UTF_8))));
    }

    /** As if the platform had pushed it alone. */
    private static Delivery delivery(JsonNode item, long atMillis) {
        return new Delivery(
                MultiMap.caseInsensitiveMultiMap(),
                MultiMap.caseInsensitiveMultiMap(),
                item.toString().getBytes(StandardCharsets.UTF_8),
                "application/json",
                atMillis,
                true);
    }
}
