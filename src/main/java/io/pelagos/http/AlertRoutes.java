package io.pelagos.http;

import io.pelagos.alert.Alert;
import io.pelagos.alert.AlertJson;
import io.pelagos.alert.Alerts;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What people should look at, and who has. */
final class AlertRoutes {
    private final Alerts alerts;
    private final ConfigWrites writes;
    private final LongSupplier nowMillis;

    /** @param nowMillis the time of the cells */
    AlertRoutes(Alerts alerts, ConfigWrites writes, LongSupplier nowMillis) {
        this.alerts = alerts;
        this.writes = writes;
        this.nowMillis = nowMillis;
    }

    void register(Api api) {
        api.route(HttpMethod.GET, "/alerts", Access.ANALYSTS, this::list);
        api.route(HttpMethod.POST, "/alerts/{alert}/acknowledge", Access.MANAGERS, this::acknowledge);
    }

    private Future<Answer> list(Call call) {
        call.onlyQuery(Set.of("open", "limit", "cursor"), "is not a filter of this list");
        long before = call.cursor(Long.MAX_VALUE);
        int limit = call.limit();
        return alerts.page(call.tenant().no(), open(call), before == 0 ? Long.MAX_VALUE : before, limit + 1)
                .map(found -> {
                    JsonArray items = new JsonArray();
                    found.stream().limit(limit).forEach(alert -> items.add(AlertJson.of(alert)));
                    return Answer.list(
                            items,
                            found.size() > limit
                                    ? Long.toString(found.get(limit - 1).id())
                                    : null);
                });
    }

    private static @Nullable Boolean open(Call call) {
        String text = call.query("open");
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw Problem.invalid("", "open must be true or false").refusal();
        }
        return text == null ? null : Boolean.valueOf(text);
    }

    private Future<Answer> acknowledge(Call call) {
        long id = LeadIds.parse(call.path("alert"));
        call.body(nothing -> true);
        String by = call.principal().id();
        return writes.once(call, transaction -> alerts.acknowledge(
                        transaction, call.tenant().no(), id, by, nowMillis.getAsLong())
                .map(AlertRoutes::found));
    }

    private static Answer found(@Nullable Alert alert) {
        if (alert == null) {
            throw Problem.NOT_FOUND.refusal();
        }
        return Answer.ok(AlertJson.of(alert));
    }
}
