package io.pelagos.live;

import io.pelagos.alert.Alert;
import io.pelagos.alert.AlertJson;
import io.pelagos.alert.Alerts;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what alerts begin, end and are taken note of, within about a second: it compares those that last with those that
 * lasted a moment ago. They are in no journal: who comes again reads the list.
 */
final class AlertNews {
    private static final Logger LOG = LoggerFactory.getLogger(AlertNews.class);

    private final Readers readers;
    private final Alerts alerts;
    /** Those that lasted at the last look, by tenant; a tenant that is not here was not looked at. */
    private final Map<Integer, Map<Long, Alert>> known = new HashMap<>();

    private boolean looking;

    AlertNews(Readers readers, Alerts alerts) {
        this.readers = readers;
        this.alerts = alerts;
    }

    /** One look, unless one is under way; nothing is asked while nobody listens. */
    Future<Void> run() {
        Set<Integer> wanted = readers.all().stream()
                .filter(reader -> reader.sight().alerts())
                .map(reader -> reader.guest.tenant())
                .collect(Collectors.toCollection(HashSet::new));
        known.keySet().retainAll(wanted);
        if (looking || wanted.isEmpty()) {
            return Future.succeededFuture();
        }
        looking = true;
        return alerts.open(wanted)
                .compose(open -> {
                    Future<?> told = Future.succeededFuture();
                    for (int tenant : wanted) {
                        List<Alert> lasting = open.getOrDefault(tenant, List.of());
                        told = told.compose(done -> compare(tenant, lasting));
                    }
                    return told;
                })
                .onFailure(e -> LOG.debug("alerts are told in a later round: {}", e.getMessage()))
                .<Void>mapEmpty()
                .onComplete(done -> looking = false);
    }

    private Future<?> compare(int tenant, List<Alert> lasting) {
        Map<Long, Alert> now = new LinkedHashMap<>();
        lasting.forEach(alert -> now.put(alert.id(), alert));
        Map<Long, Alert> before = known.get(tenant);
        if (before == null) {
            known.put(tenant, now);
            return Future.succeededFuture();
        }
        List<Event> events = new ArrayList<>();
        now.forEach((id, alert) -> {
            String what = news(before.get(id), alert);
            if (what != null) {
                events.add(event(what, alert));
            }
        });
        Set<Long> gone = new HashSet<>(before.keySet());
        gone.removeAll(now.keySet());
        return (gone.isEmpty() ? Future.succeededFuture(List.<Alert>of()) : alerts.find(tenant, gone))
                .onSuccess(ended -> {
                    ended.forEach(alert -> events.add(event("end", alert)));
                    known.put(tenant, now);
                    tell(tenant, events);
                });
    }

    private static @Nullable String news(@Nullable Alert before, Alert now) {
        if (before == null) {
            return "begin";
        }
        return before.acknowledgedAtMillis() == 0 && now.acknowledgedAtMillis() != 0 ? "acknowledged" : null;
    }

    private void tell(int tenant, List<Event> events) {
        Map<List<Event>, Buffer> written = new HashMap<>();
        for (Reader reader : readers.in(tenant)) {
            if (reader.sight().alerts()) {
                reader.send(events, written);
            }
        }
    }

    private static Event event(String what, Alert alert) {
        JsonObject data = new JsonObject().put("event", what).put("alert", AlertJson.of(alert));
        return new Event("alert", "alert/" + alert.id(), null, data.toBuffer());
    }
}
