package io.pelagos.channel.proof;

import static io.pelagos.channel.Deliveries.bytes;
import static io.pelagos.channel.Deliveries.delivery;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.Delivery;
import org.junit.jupiter.api.Test;

class StandardWebhooksTest {
    /** The vector of the specification's reference, in the shape of samples that are passed around. */
    @Test
    void agrees_with_the_published_vector_of_standard_webhooks() {
        Delivery now = delivery(
                bytes("{\"test\": 2432232314}"),
                "application/json",
                "webhook-id",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "webhook-timestamp",
                "1614265330",
                "webhook-signature",
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        Delivery then = new Delivery(now.headers(), now.query(), now.body(), now.contentType(), 1_614_265_330_000L);

        assertThat(StandardWebhooks.valid("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", then))
                .isTrue();
        assertThat(StandardWebhooks.valid("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx", then))
                .isFalse();
        assertThat(StandardWebhooks.valid("whsec_", then)).isFalse();
    }

    @Test
    void a_bad_entry_says_nothing_of_the_others() {
        Delivery now = delivery(
                bytes("{\"test\": 2432232314}"),
                "application/json",
                "webhook-id",
                "msg_p5jXN8AQM9LWM0D4loKWxJek",
                "webhook-timestamp",
                "1614265330",
                "webhook-signature",
                "v1,!!! v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        Delivery then = new Delivery(now.headers(), now.query(), now.body(), now.contentType(), 1_614_265_330_000L);
        assertThat(StandardWebhooks.valid("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", then))
                .isTrue();
        now.headers().set("webhook-signature", "v1,!!!");
        assertThat(StandardWebhooks.valid("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", then))
                .isFalse();
    }
}
