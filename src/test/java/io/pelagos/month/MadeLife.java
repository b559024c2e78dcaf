package io.pelagos.month;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The journal of one lead, made by hand as a server without faults would write it, together with what people were told. */
final class MadeLife {
    /** Nine in the morning in Shanghai. */
    static final long START = Instant.parse("2026-03-02T01:00:00Z").toEpochMilli();

    final List<Event> events = new ArrayList<>();
    final long lead;
    private final Ledger ledger;
    private Event.Place place = new Event.Place(null, null, null);
    private long atMillis = START;

    MadeLife(long lead, String grade, Ledger ledger) {
        this.lead = lead;
        this.ledger = ledger;
        line("received", "gate", null, pooled(), null);
        ledger.entered(lead, 1, grade);
    }

    MadeLife at(Duration sinceStart) {
        atMillis = START + sinceStart.toMillis();
        return this;
    }

    MadeLife claimed(String agent) {
        return asked("claimed", agent, owned(agent), null);
    }

    MadeLife assigned(String agent) {
        return asked(place.is("owned") ? "transferred" : "assigned", "boss", owned(agent), null);
    }

    MadeLife released() {
        return asked("released", place.owner(), pooled(), null);
    }

    MadeLife followedUp() {
        return asked("followed_up", place.owner(), place, null);
    }

    MadeLife fake(int version) {
        ObjectNode data = Wire.object().put("followup", version).put("verdict", "fake");
        return asked("reviewed", "boss", place, data);
    }

    MadeLife refunded(int claim) {
        line("refunded", place.owner(), null, place, Wire.object().put("claim", claim));
        return this;
    }

    MadeLife paused(String type, Duration untilSinceStart) {
        String until = Instant.ofEpochMilli(START + untilSinceStart.toMillis()).toString();
        return asked(type, place.owner(), place, Wire.object().put("until", until));
    }

    MadeLife won(String credited) {
        ObjectNode data = Wire.object();
        data.putObject("credit")
                .putArray("shares")
                .addObject()
                .put("agent", credited)
                .put("percent", 100);
        return asked("won", place.owner(), place, data);
    }

    MadeLife warned(Duration deadlineSinceStart) {
        line("warned", "rule", Policy.SILENCE, place, deadline(deadlineSinceStart));
        return this;
    }

    MadeLife reminded() {
        line("reminded", "rule", null, place, null);
        return this;
    }

    MadeLife recycled(String rule, Duration deadlineSinceStart) {
        line("recycled", "rule", rule, pooled(), deadline(deadlineSinceStart));
        return this;
    }

    /** The row that PostgreSQL should have. */
    Row row() {
        Event last = events.get(events.size() - 1);
        long back = events.stream()
                .filter(e -> e.from().is("owned") && e.to().is("pooled"))
                .count();
        return new Row(
                last.version(),
                place.state(),
                place.pool(),
                place.owner(),
                time(e -> e.to().is("pooled") && !e.from().is("pooled")),
                time(Event::begins),
                (int) back,
                ledger.grade(lead),
                time(e -> e.is("won")));
    }

    private long time(Predicate<Event> kind) {
        return events.stream().filter(kind).mapToLong(Event::atMillis).max().orElse(0);
    }

    private MadeLife asked(String type, String actor, Event.Place to, ObjectNode data) {
        line(type, actor, null, to, data);
        ledger.told(lead, events.get(events.size() - 1).version(), type, to.owner());
        return this;
    }

    private void line(String type, String actor, String reason, Event.Place to, ObjectNode data) {
        ObjectNode given = data == null ? Wire.object() : data;
        int version = events.size() + 1;
        events.add(new Event(lead, version, type, atMillis, actor, reason, place, to, given, version + " " + type));
        place = to;
    }

    private static ObjectNode deadline(Duration sinceStart) {
        return Wire.object()
                .put(
                        "deadline",
                        Instant.ofEpochMilli(START + sinceStart.toMillis()).toString());
    }

    private static Event.Place pooled() {
        return new Event.Place("pooled", Policy.POOL, null);
    }

    private static Event.Place owned(String agent) {
        return new Event.Place("owned", Policy.POOL, agent);
    }
}
