package io.pelagos.exchange;

import io.pelagos.lead.LeadJson;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Leads as rows: what the API shows of them, each value in a column that an import knows again. */
final class LeadTable {
    private static final List<String> PLACE = List.of("id", "state", "pool", "channel", "owner", "masked");
    private static final List<String> CONTACT = List.of("name", "phone", "email", "wechat", "company");
    private static final List<String> SOURCE = List.of("campaign", "ad_group", "ad", "click_id", "page");
    private static final List<String> FACTS = List.of(
            "grade",
            "score",
            "tags",
            "rounds",
            "created_at",
            "entered_pool_at",
            "claimed_at",
            "last_followup_at",
            "won_at",
            "next_at");

    private final List<String> fields;
    private final List<String> columns = new ArrayList<>();

    LeadTable(List<String> fields) {
        this.fields = fields;
        columns.addAll(PLACE);
        columns.addAll(CONTACT);
        columns.addAll(SOURCE);
        columns.addAll(FACTS);
        fields.forEach(field -> columns.add("field." + field));
        columns.add("attributes");
    }

    List<String> columns() {
        return columns;
    }

    List<String> row(LeadJson.View view) {
        JsonObject lead = new JsonObject(LeadJson.bytes(view));
        List<String> row = new ArrayList<>(columns.size());
        PLACE.forEach(name -> row.add(text(lead.getValue(name))));
        add(row, lead.getJsonObject("contact"), CONTACT);
        add(row, lead.getJsonObject("source"), SOURCE);
        FACTS.forEach(name -> row.add(text(lead.getValue(name))));
        add(row, lead.getJsonObject("fields"), fields);
        JsonObject attributes = lead.getJsonObject("attributes");
        row.add(attributes == null || attributes.isEmpty() ? "" : attributes.encode());
        return row;
    }

    private static void add(List<String> row, @Nullable JsonObject values, List<String> names) {
        names.forEach(name -> row.add(values == null ? "" : text(values.getValue(name))));
    }

    private static String text(@Nullable Object value) {
        if (value instanceof JsonArray list) {
            return String.join(",", list.stream().map(String::valueOf).toList());
        }
        return value == null ? "" : value.toString();
    }
}
