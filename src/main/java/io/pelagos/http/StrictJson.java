package io.pelagos.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.pelagos.team.InvalidDocument;
import io.pelagos.team.Text;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Turns the bytes of a body into a JSON object, and into nothing else: strict UTF-8, no double names, bounded depth. */
final class StrictJson {
    /** Before and behind the point. */
    private static final int DIGITS_MAX = 320;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Text.MAX_DEPTH)
                    .maxNumberLength(40)
                    .maxNameLength(500)
                    .build())
            .build();

    private StrictJson() {}

    /** Throws {@link InvalidDocument}; its details never repeat what the body says. */
    static JsonObject parse(Buffer body) {
        if (body.length() == 2 && body.getByte(0) == '{' && body.getByte(1) == '}') {
            return new JsonObject();
        }
        CharBuffer text = decode(body);
        try (JsonParser parser = JSON.createParser(text.array(), text.arrayOffset(), text.remaining())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidDocument("", "must be a JSON object");
            }
            JsonObject object = object(parser);
            if (parser.nextToken() != null) {
                throw new InvalidDocument("", "must be one JSON object and nothing after it");
            }
            return object;
        } catch (StreamConstraintsException e) {
            throw new InvalidDocument("", "is nested too deeply, or has a number or name that is too long");
        } catch (JsonProcessingException e) {
            throw new InvalidDocument(
                    "",
                    "is not valid JSON near line %d, column %d"
                            .formatted(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
        } catch (IOException e) {
            throw new InvalidDocument("", "is not valid JSON");
        }
    }

    /** Throws {@link InvalidDocument} when it is no UTF-8. */
    static CharBuffer decode(Buffer body) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.getBytes()));
        } catch (CharacterCodingException e) {
            throw new InvalidDocument("", "is not valid UTF-8");
        }
    }

    private static JsonObject object(JsonParser parser) throws IOException {
        JsonObject object = new JsonObject();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            if (Text.fault(name) != null) {
                throw new InvalidDocument("", "has a field name that cannot be stored");
            }
            parser.nextToken();
            object.put(name, value(parser));
        }
        return object;
    }

    private static JsonArray array(JsonParser parser) throws IOException {
        JsonArray array = new JsonArray();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> text(parser);
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static String text(JsonParser parser) throws IOException {
        String text = parser.getText();
        String fault = Text.fault(text);
        if (fault != null) {
            throw new InvalidDocument(pointer(parser), fault);
        }
        return text;
    }

    /** What a double would change stays as it was written: amounts of money must not. */
    private static Number decimal(JsonParser parser) throws IOException {
        BigDecimal exact = exact(parser);
        if (exact == null || Math.abs((long) exact.scale()) + exact.precision() > DIGITS_MAX) {
            throw new InvalidDocument(pointer(parser), "has too many digits, or too large an exponent");
        }
        return number(exact);
    }

    /** A double where that is the same. */
    static Number number(BigDecimal exact) {
        double number = exact.doubleValue();
        return Double.isFinite(number) && new BigDecimal(Double.toString(number)).compareTo(exact) == 0
                ? (Number) number
                : exact;
    }

    /** Null when its exponent is beyond any number's, which Jackson lets BigDecimal say. */
    private static @Nullable BigDecimal exact(JsonParser parser) throws IOException {
        try {
            return parser.getDecimalValue();
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static String pointer(JsonParser parser) {
        return parser.getParsingContext().pathAsPointer().toString();
    }
}
