package io.pelagos.alert;

import io.pelagos.lead.Rfc3339;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Alerts as the API shows them, in lists, in the live stream and to targets. */
public final class AlertJson {
    private AlertJson() {}

    public static JsonObject of(Alert alert) {
        JsonObject facts = alert.facts().copy();
        facts.remove(Alert.ABOUT);
        return new JsonObject()
                .put("id", Long.toString(alert.id()))
                .put("kind", alert.kind())
                .put("about", alert.about())
                .put("subject", alert.subject())
                .put("rule", alert.rule().isEmpty() ? null : alert.rule())
                .put("severity", alert.severity())
                .put("since", Rfc3339.text(alert.sinceMillis()))
                .put("ended_at", text(alert.endedAtMillis()))
                .put("facts", facts)
                .put("acknowledged_at", text(alert.acknowledgedAtMillis()))
                .put("acknowledged_by", alert.acknowledgedBy());
    }

    private static @Nullable String text(long millis) {
        return millis == 0 ? null : Rfc3339.text(millis);
    }
}
