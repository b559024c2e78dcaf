package io.pelagos.lead;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the API's lead straight to bytes: lists of 200 leads and claims are the server's busiest answers. */
public final class LeadJson {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int BYTES_USUAL = 1024;

    private LeadJson() {}

    /**
     * An owned lead's next deadline.
     *
     * @param rule the rule's name, or {@code holding_cap}
     */
    public record Deadline(long atMillis, String rule, boolean warned) {}

    /**
     * A lead to show.
     *
     * @param masking null: the caller owns the lead and sees all; else the contact fields that its pool masks
     *     ({@code phone}, {@code email}, {@code wechat}, {@code company}), the name is cut and attributes are hidden
     */
    public record View(
            LeadRow row,
            LeadDetail detail,
            @Nullable Set<String> masking,
            @Nullable Deadline deadline) {}

    /** A generator over {@code out}, for whoever writes leads into a larger answer. */
    public static JsonGenerator generator(OutputStream out) throws IOException {
        return JSON.createGenerator(out);
    }

    /** One lead as a whole document. */
    public static Buffer bytes(View lead) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES_USUAL);
        try (JsonGenerator out = generator(bytes)) {
            write(out, lead);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    /** The page of a list: {@code {"items":[…],"next":…}}. */
    public static Buffer page(List<View> leads, @Nullable String next) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES_USUAL * (leads.size() + 1));
        try (JsonGenerator out = generator(bytes)) {
            out.writeStartObject();
            out.writeArrayFieldStart("items");
            for (View lead : leads) {
                write(out, lead);
            }
            out.writeEndArray();
            out.writeStringField("next", next);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    /** Writes the lead's object where the generator stands. */
    public static void write(JsonGenerator out, View lead) throws IOException {
        LeadRow row = lead.row();
        JsonObject facts = row.facts();
        out.writeStartObject();
        out.writeStringField("id", Long.toString(row.id()));
        out.writeStringField("state", row.state().text());
        out.writeStringField("pool", row.pool());
        out.writeStringField("channel", lead.detail().channel());
        out.writeStringField("owner", row.owner());
        out.writeNumberField("version", row.version());
        writePersonal(out, lead);
        JsonObject source = lead.detail().source();
        writeField(out, "source", lead.masking() == null ? source : Masking.source(source));
        writeField(out, "grade", facts.getValue("grade"));
        writeField(out, "score", facts.getValue("score"));
        writeField(out, "tags", facts.getValue("tags", List.of()));
        writeField(out, "intent", facts.getValue(Facts.INTENT));
        writeField(out, "fields", facts.getValue(Facts.FIELDS, Map.of()));
        out.writeNumberField("rounds", row.rounds());
        writeTime(out, "created_at", lead.detail().createdAtMillis());
        writeTime(out, "entered_pool_at", row.enteredAtMillis());
        writeTime(out, "claimed_at", row.claimedAtMillis());
        writeTime(out, "last_followup_at", row.factMillis("followed_up_at"));
        writeTime(out, "won_at", row.factMillis("won_at"));
        writeTime(out, "nurture_until", row.factMillis("nurture_until"));
        writeTime(out, "locked_until", row.factMillis(Facts.LOCKED_UNTIL));
        writeTime(out, "next_at", row.factMillis(Facts.NEXT_AT));
        writeTime(out, "erased_at", row.factMillis(Facts.ERASED_AT));
        out.writeArrayFieldStart("awaiting");
        if (facts.containsKey(Facts.PENDING_DEAL)) {
            out.writeString("deal");
        }
        if (facts.containsKey(Facts.UNAPPROVED)) {
            out.writeString("edit");
        }
        if (facts.containsKey(Facts.WANTED)) {
            out.writeString("claim");
        }
        out.writeEndArray();
        writeDeadline(out, lead.deadline());
        out.writeEndObject();
    }

    private static void writePersonal(JsonGenerator out, View lead) throws IOException {
        Set<String> masking = lead.masking();
        Contact contact = lead.detail().contact();
        Contact shown = masking == null ? contact : contact.masked(masking);
        out.writeObjectFieldStart("contact");
        out.writeStringField("name", shown.name());
        out.writeStringField("phone", shown.phone());
        out.writeStringField("email", shown.email());
        out.writeStringField("wechat", shown.wechat());
        out.writeStringField("company", shown.company());
        out.writeEndObject();
        out.writeBooleanField("masked", masking != null);
        // Attributes are whatever the platform sent; they may well hold what the contact hides.
        writeField(out, "attributes", masking == null ? lead.detail().attributes() : Map.of());
    }

    private static void writeDeadline(JsonGenerator out, @Nullable Deadline deadline) throws IOException {
        if (deadline == null) {
            out.writeNullField("deadline");
            return;
        }
        out.writeObjectFieldStart("deadline");
        writeTime(out, "at", deadline.atMillis());
        out.writeStringField("rule", deadline.rule());
        out.writeBooleanField("warned", deadline.warned());
        out.writeEndObject();
    }

    private static void writeTime(JsonGenerator out, String name, long epochMillis) throws IOException {
        out.writeFieldName(name);
        if (epochMillis == 0) {
            out.writeNull();
        } else {
            char[] text = Rfc3339.chars(epochMillis);
            out.writeString(text, 0, text.length);
        }
    }

    /** Any value of a {@link JsonObject}, objects and lists included. */
    public static void writeField(JsonGenerator out, String name, @Nullable Object value) throws IOException {
        out.writeFieldName(name);
        writeValue(out, value);
    }

    private static void writeValue(JsonGenerator out, @Nullable Object value) throws IOException {
        if (value instanceof JsonObject object) {
            writeObject(out, object.getMap());
        } else if (value instanceof Map<?, ?> map) {
            writeObject(out, map);
        } else if (value instanceof JsonArray array) {
            writeArray(out, array.getList());
        } else if (value instanceof List<?> list) {
            writeArray(out, list);
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else if (value instanceof Number number) {
            writeNumber(out, number);
        } else if (value == null) {
            out.writeNull();
        } else {
            out.writeString(value.toString());
        }
    }

    private static void writeObject(JsonGenerator out, Map<?, ?> map) throws IOException {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            writeField(out, String.valueOf(entry.getKey()), entry.getValue());
        }
        out.writeEndObject();
    }

    private static void writeArray(JsonGenerator out, List<?> list) throws IOException {
        out.writeStartArray();
        for (Object value : list) {
            writeValue(out, value);
        }
        out.writeEndArray();
    }

    private static void writeNumber(JsonGenerator out, Number number) throws IOException {
        if (number instanceof Double || number instanceof Float) {
            out.writeNumber(number.doubleValue());
        } else if (number instanceof BigInteger big) {
            out.writeNumber(big);
        } else if (number instanceof BigDecimal big) {
            out.writeNumber(big);
        } else {
            out.writeNumber(number.longValue());
        }
    }
}
