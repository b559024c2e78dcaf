package io.pelagos.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON that strangers send: UTF-8, with or without a byte order mark, within limits, and no digit lost. Of a name
 * that comes twice in an object the last counts.
 */
public final class JsonBody {
    public static final int BYTES_MAX = 1 << 20;
    private static final int DEPTH_MAX = 64;
    private static final int NUMBER_CHARACTERS_MAX = 100;

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH_MAX)
                            .maxNumberLength(NUMBER_CHARACTERS_MAX)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonBody() {}

    /** The body as an object; throws {@link BadDelivery}. */
    public static ObjectNode object(byte[] body) {
        checkSize(body);
        try {
            if (JSON.readTree(text(body)) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            throw new BadDelivery(
                    400,
                    "the body is not JSON within the limits (line " + (at == null ? "?" : at.getLineNr()) + ", column "
                            + (at == null ? "?" : at.getColumnNr()) + ")");
        } catch (NumberFormatException e) {
            // Jackson lets BigDecimal's own through.
            throw new BadDelivery(400, "a number in the body has an exponent that no number has");
        }
        throw new BadDelivery(400, "the body must be a JSON object");
    }

    /** The object or list that a text holds, as platforms like to send; null when it holds none. */
    public static @Nullable JsonNode inText(@Nullable String text) {
        if (text == null || !(text.startsWith("{") || text.startsWith("["))) {
            return null;
        }
        try {
            JsonNode node = JSON.readTree(text);
            return node.isContainerNode() ? node : null;
        } catch (JsonProcessingException | NumberFormatException e) {
            return null;
        }
    }

    private static String text(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new BadDelivery(400, "the body is not valid UTF-8");
        }
    }

    public static ObjectNode empty() {
        return JSON.createObjectNode();
    }

    public static void checkSize(byte[] body) {
        if (body.length > BYTES_MAX) {
            throw new BadDelivery(413, "the body has more than " + BYTES_MAX + " bytes");
        }
    }
}
