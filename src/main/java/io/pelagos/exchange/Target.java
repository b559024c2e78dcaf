package io.pelagos.exchange;

import io.pelagos.channel.LeadField;
import io.pelagos.team.CustomField;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What becomes of a column's values. */
sealed interface Target {
    /** A field that any lead has. */
    record Field(LeadField field) implements Target {}

    /** What it brings along from another system. */
    record Moved(MovedField field) implements Target {}

    /** One of the firm's own. */
    record Own(CustomField field) implements Target {}

    /** Kept as an attribute of this name. */
    record Attribute(String name) implements Target {}

    /** An object whose members are attributes. */
    record Attributes() implements Target {}

    /** Whether its contact is cut. */
    record Masked() implements Target {}

    /** Forgotten: what the server works out by itself. */
    record Skipped() implements Target {}

    /** As it is written in a mapping. */
    default String text() {
        if (this instanceof Field lead) {
            return lead.field.text();
        } else if (this instanceof Moved moved) {
            return moved.field.text();
        } else if (this instanceof Own own) {
            return "field." + own.field.id();
        } else if (this instanceof Attribute) {
            return "attribute";
        }
        return this instanceof Attributes ? "attributes" : this instanceof Masked ? "masked" : "-";
    }

    /**
     * Reads what a mapping says of a column; null when that is nothing known.
     *
     * @param own the firm's own fields by their ids
     */
    static @Nullable Target of(String text, String column, Map<String, CustomField> own) {
        LeadField lead = LeadField.of(text);
        MovedField moved = MovedField.of(text);
        CustomField field = text.startsWith("field.") ? own.get(text.substring(6)) : null;
        if (lead != null) {
            return new Field(lead);
        } else if (moved != null) {
            return new Moved(moved);
        } else if (field != null) {
            return new Own(field);
        }
        return switch (text) {
            case "attribute" -> new Attribute(column);
            case "attributes" -> new Attributes();
            case "masked" -> new Masked();
            case "-" -> new Skipped();
            default -> null;
        };
    }
}
