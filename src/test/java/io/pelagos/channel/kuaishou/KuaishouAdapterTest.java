package io.pelagos.channel.kuaishou;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.Credentials;
import io.pelagos.channel.Deliveries;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class KuaishouAdapterTest {
    @Test
    void nothing_is_pushed_to_a_channel_that_is_polled() {
        var channel = Deliveries.channel("kuaishou", new JsonObject());
        var reading = new KuaishouAdapter().read(channel, Credentials.NONE, Deliveries.json("{\"id\":1}"));
        assertThat(Deliveries.status(reading)).isEqualTo(404);
    }
}
