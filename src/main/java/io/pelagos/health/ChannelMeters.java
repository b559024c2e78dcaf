package io.pelagos.health;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What comes by each channel, for metrics. Whoever may set up channels may set up many: so many have series of their own,
 * the first that something comes by since the start, and all others share theirs, under {@code other}.
 */
public final class ChannelMeters {
    private static final String OTHER = "other";

    private final MeterRegistry registry;
    private final IntFunction<@Nullable String> tenants;
    private final int channelsMax;
    private final Map<Place, Series> channels = new HashMap<>();
    private final Series others = new Series(OTHER, OTHER);

    private record Place(int tenant, String channel) {}

    /**
     * Takes no more than so many channels.
     *
     * @param tenants a tenant's id by its number
     */
    public ChannelMeters(MeterRegistry registry, IntFunction<@Nullable String> tenants, int channelsMax) {
        this.registry = registry;
        this.tenants = tenants;
        this.channelsMax = channelsMax;
    }

    /** Called by one thread at a time. */
    void count(int tenant, String channel, String kind) {
        Place place = new Place(tenant, channel);
        Series known = channels.get(place);
        (known == null ? first(place) : known).count(kind);
    }

    private Series first(Place place) {
        String tenant = channels.size() < channelsMax ? tenants.apply(place.tenant) : null;
        if (tenant == null) {
            return others;
        }
        Series own = new Series(tenant, place.channel);
        channels.put(place, own);
        return own;
    }

    private final class Series {
        private final String tenant;
        private final String channel;
        private final Map<String, Counter> counters = new HashMap<>();

        Series(String tenant, String channel) {
            this.tenant = tenant;
            this.channel = channel;
        }

        void count(String kind) {
            counters.computeIfAbsent(kind, this::counter).increment();
        }

        private Counter counter(String kind) {
            return Counter.builder("pelagos.channel.events")
                    .description("What came by a channel: deliveries, and what became of the leads in them")
                    .tag("tenant", tenant)
                    .tag("channel", channel)
                    .tag("kind", kind)
                    .register(registry);
        }
    }
}
