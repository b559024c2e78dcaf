package io.pelagos.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.jackson.JacksonCodec;
import org.junit.jupiter.api.Test;

class StreamingJsonTest {
    @Test
    void is_what_vertx_finds() {
        assertThat(Json.CODEC.getClass()).isEqualTo(JacksonCodec.class);
    }
}
