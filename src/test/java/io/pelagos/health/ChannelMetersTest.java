package io.pelagos.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ChannelMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ChannelMeters meters = new ChannelMeters(registry, tenant -> tenant == 9 ? null : "t" + tenant, 2);

    private double count(String tenant, String channel, String kind) {
        return registry.get("pelagos.channel.events")
                .tags("tenant", tenant, "channel", channel, "kind", kind)
                .counter()
                .count();
    }

    @Test
    void only_so_many_channels_have_series_of_their_own() {
        for (int i = 0; i < 100; i++) {
            meters.count(1, "c" + i, "accepted");
            meters.count(1, "c" + i, "delivery");
        }
        meters.count(1, "c1", "accepted");
        assertThat(count("t1", "c0", "accepted")).isEqualTo(1);
        assertThat(count("t1", "c1", "accepted")).isEqualTo(2);
        assertThat(count("other", "other", "accepted")).isEqualTo(98);
        assertThat(registry.getMeters()).hasSize(3 * 2);
    }

    @Test
    void a_tenant_that_is_not_known_yet_takes_no_place() {
        meters.count(9, "c", "accepted");
        meters.count(1, "c", "accepted");
        meters.count(2, "c", "accepted");
        assertThat(count("other", "other", "accepted")).isEqualTo(1);
        assertThat(count("t2", "c", "accepted")).isEqualTo(1);
    }
}
