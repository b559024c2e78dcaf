package io.pelagos.channel;

import io.pelagos.lead.Keyset;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds a channel by the secret part of its hook's address. Follows the configuration. */
public final class Hooks {
    private final Map<String, Place> places = new ConcurrentHashMap<>();
    private final Directory directory;

    /** Where an address leads. */
    public static final class Place {
        private final int tenant;
        private final String channel;
        private volatile @Nullable Opened opened;

        private Place(int tenant, String channel) {
            this.tenant = tenant;
            this.channel = channel;
        }
    }

    private record Opened(Channel channel, Credentials secrets) {}

    /** A channel, under its tenant's newest configuration. */
    public record Hook(TenantConfig tenant, Channel channel, Place place) {
        /** What {@link ChannelSecrets#open} gives: opened once for each version of the configuration. */
        public Credentials secrets(Keyset keys) {
            Opened known = place.opened;
            if (known == null || !known.channel.equals(channel)) {
                known = new Opened(channel, ChannelSecrets.open(keys, channel));
                place.opened = known;
            }
            return known.secrets;
        }
    }

    public Hooks(Directory directory) {
        this.directory = directory;
        directory.onChange(this::follow);
        directory.all().forEach(this::follow);
    }

    private void follow(TenantConfig config) {
        Map<String, Place> now = new HashMap<>();
        config.all(Channel.CHANNEL).forEach((id, channel) -> now.put(channel.hookKey(), new Place(config.no(), id)));
        places.putAll(now);
        places.entrySet().removeIf(e -> e.getValue().tenant == config.no() && !now.containsKey(e.getKey()));
    }

    /** Null for an unknown address and for a channel that is switched off. */
    public @Nullable Hook find(String key) {
        Hook hook = any(key);
        return hook != null && hook.channel.enabled() ? hook : null;
    }

    /** Null for an unknown address. */
    public @Nullable Hook any(String key) {
        Place place = places.get(key);
        TenantConfig config = place == null ? null : directory.tenant(place.tenant);
        Channel channel = place == null || config == null ? null : config.get(Channel.CHANNEL, place.channel);
        return place != null && config != null && channel != null ? new Hook(config, channel, place) : null;
    }
}
