package io.pelagos.platform;

import io.vertx.core.json.jackson.JacksonCodec;
import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/**
 * Vert.x reads and writes JSON token by token. Left alone it takes the mapper of jackson-databind, which is here for
 * other uses, and goes through its serialisers for each value. Found by its name in {@code META-INF/services}.
 */
public final class StreamingJson implements JsonFactory {
    private static final JacksonCodec CODEC = new JacksonCodec();

    @Override
    public int order() {
        return 0; // the first is taken
    }

    @Override
    public JsonCodec codec() {
        return CODEC;
    }
}
