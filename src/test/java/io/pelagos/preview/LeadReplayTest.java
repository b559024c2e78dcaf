package io.pelagos.preview;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeadReplayTest {
    private static JsonObject line(int version, String type, String from, String to, String data) {
        return new JsonObject()
                .put("version", version)
                .put("type", type)
                .put("at", version * 1_000L)
                .put("from", new JsonObject(from))
                .put("to", new JsonObject(to))
                .put("data", new JsonObject(data));
    }

    @Test
    void a_touch_changes_what_it_tells_and_may_bring_a_lead_back() {
        String pooled = "{\"state\":\"pooled\",\"pool\":\"p\"}";
        String closed = "{\"state\":\"closed\"}";
        List<JsonObject> lines = List.of(
                line(1, "received", "{}", pooled, "{}"),
                line(2, "merged", pooled, pooled, "{\"grade\":{\"before\":\"B\",\"after\":\"A\"},\"channel\":\"ads\"}"),
                line(3, "closed", pooled, closed, "{}"),
                line(4, "merged", closed, "{\"state\":\"pooled\",\"pool\":\"q\"}", "{\"reopened\":true}"));
        LeadRow today = new LeadRow(
                1, 7, 4, LeadState.POOLED, "q", null, null, 4_000, 0, 4_000, 0, new JsonObject().put("grade", "A"));

        List<LeadRow> rows = LeadReplay.rows(today, lines);

        assertThat(rows).extracting(row -> row.facts().getString("grade")).containsExactly("B", "A", "A", "A");
        assertThat(rows.get(1).factMillis(Facts.GRADED_AT)).isEqualTo(2_000);
        assertThat(rows.get(1).enteredAtMillis()).isEqualTo(1_000);
        assertThat(rows.get(3).pool()).isEqualTo("q");
        assertThat(rows.get(3).enteredAtMillis()).isEqualTo(4_000);
    }
}
