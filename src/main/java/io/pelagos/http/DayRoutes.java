package io.pelagos.http;

import io.pelagos.lead.Rfc3339;
import io.pelagos.task.Day;
import io.pelagos.task.DayList;
import io.pelagos.task.Days;
import io.pelagos.team.Agent;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.function.LongSupplier;

/** What is to be done on a day: the agent's own, and for who leads the agent. */
public final class DayRoutes {
    private final Days days;
    private final Callers callers;
    private final LongSupplier nowMillis;

    /** Takes the time of the cells. */
    DayRoutes(Days days, Callers callers, LongSupplier nowMillis) {
        this.days = days;
        this.callers = callers;
        this.nowMillis = nowMillis;
    }

    public void register(Api api) {
        api.route(HttpMethod.GET, "/me/day", Access.PEOPLE, call -> list(call, callers.agent(call)));
        api.route(HttpMethod.GET, "/agents/{agent}/day", Access.SUPERVISORS, this::ofAgent);
    }

    private Future<Answer> ofAgent(Call call) {
        return list(call, Callers.ledBy(call, call.path("agent")));
    }

    private Future<Answer> list(Call call, Agent agent) {
        call.onlyQuery(Set.of("date"), "is not a filter of this list");
        Day day = Day.of(Times.date(call, "date"), call.tenant().tenant().zone(), nowMillis.getAsLong());
        return days.of(call.tenant(), agent.id(), day).map(list -> Answer.ok(json(day, list)));
    }

    private static JsonObject json(Day day, DayList list) {
        JsonArray items = new JsonArray();
        list.items().forEach(item -> items.add(json(day, item)));
        JsonObject counts = new JsonObject();
        for (DayList.Kind kind : DayList.Kind.values()) {
            counts.put(kind.text(), list.count(kind));
        }
        return new JsonObject()
                .put("date", day.date().toString())
                .put("items", items)
                .put("counts", counts.put("overdue", list.overdue()));
    }

    private static JsonObject json(Day day, DayList.Item item) {
        JsonObject json = new JsonObject()
                .put("kind", item.kind().text())
                .put("at", Rfc3339.text(item.atMillis()))
                .put("lead", LeadIds.text(item.lead()));
        if (item.task() != 0) {
            json.put("task", Long.toString(item.task()));
        }
        if (item.rule() != null) {
            json.put("rule", item.rule());
        }
        return json.put("overdue", day.overdue(item.atMillis()));
    }
}
