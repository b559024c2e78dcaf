package io.pelagos.exchange;

import io.pelagos.channel.LeadDraft;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a file would be as leads, without storing any of it: how it was read, what its columns mean, its first rows. */
final class Preview {
    private static final int ROWS_MAX = 100;

    private Preview() {}

    static JsonObject of(Lines lines, TenantConfig config, JsonObject doc) throws IOException {
        List<Line> rows = new ArrayList<>();
        for (Line line = lines.next(); line != null && rows.size() < ROWS_MAX; line = lines.next()) {
            rows.add(line);
        }
        Columns.check(doc.getJsonObject("mapping"), lines);
        Plan plan = Plan.of(config, doc, lines.columns());
        if (plan == null) {
            throw new BadFile("there is no such pool");
        }
        JsonArray columns = new JsonArray();
        JsonObject mapping = new JsonObject();
        List<String> names = plan.json() ? named(rows) : lines.columns();
        List<Target> targets = plan.json() ? plan.columns().all(names) : plan.targets();
        for (int i = 0; i < names.size(); i++) {
            columns.add(names.get(i));
            mapping.put(names.get(i), targets.get(i).text());
        }
        JsonArray leads = new JsonArray();
        JsonArray errors = new JsonArray();
        for (Line line : rows) {
            Row row = plan.read(line);
            if (row instanceof Row.Lead lead) {
                leads.add(lead(line, lead));
            } else if (row instanceof Row.Bad bad) {
                errors.add(new JsonObject().put("line", line.number()).put("error", bad.why()));
            }
        }
        return new JsonObject()
                .put("format", doc.getString("format"))
                .put("encoding", lines.encoding())
                .put("delimiter", lines.delimiter())
                .put("columns", columns)
                .put("mapping", mapping)
                .put("rows", rows.size())
                .put("leads", leads)
                .put("errors", errors);
    }

    /** The members that lines of JSON have. */
    private static List<String> named(List<Line> rows) {
        Set<String> names = new LinkedHashSet<>();
        for (Line line : rows) {
            for (String name : Values.names(line.values().get(0))) {
                if (names.size() < Lines.COLUMNS_MAX) {
                    names.add(name);
                }
            }
        }
        return List.copyOf(names);
    }

    private static JsonObject lead(Line line, Row.Lead row) {
        LeadDraft draft = row.draft();
        Past past = row.past();
        JsonObject lead = new JsonObject()
                .put("line", line.number())
                .put("contact", draft.contact().toJson())
                .put("external_id", draft.externalId())
                .put("source", draft.source())
                .put("grade", draft.grade())
                .put("score", draft.score())
                .put("tags", new JsonArray(draft.tags()))
                .put("attributes", draft.attributes())
                .put("owner", past.owner() == null ? null : past.owner().id())
                .put("won_at", time(past.wonAtMillis()))
                .put("last_followup_at", time(past.lastFollowupAtMillis()));
        if (!past.fields().isEmpty()) {
            lead.put("fields", past.fields());
        }
        return lead;
    }

    private static @Nullable String time(long millis) {
        return millis == 0 ? null : io.pelagos.lead.Rfc3339.text(millis);
    }
}
