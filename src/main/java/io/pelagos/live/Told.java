package io.pelagos.live;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pelagos.journal.JournalLine;
import io.pelagos.journal.Placement;
import io.pelagos.lead.LeadJson;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.Rfc3339;
import io.pelagos.lead.SealedDetail;
import io.pelagos.team.TenantConfig;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of the journal, as it is told: who sees what of it, and each event made once, when the first sees it. Pools
 * and hands are told apart: a claim is {@code left} to those who see the pool, and {@code changed} to the new owner.
 */
final class Told {
    private static final int BYTES_USUAL = 1024;

    private final JournalLine line;
    private final TenantConfig config;
    private final Views views;
    private final Spot from;
    private final Spot to;
    private final LeadRow row;
    private final SealedDetail detail;
    private final Placement.Place before;
    private final Placement.Place now;
    private LeadJson.@Nullable View opened;
    private final Map<What, Event> made = new EnumMap<>(What.class);

    /** The events that a line may make. */
    private enum What {
        LEFT,
        SHOWN,
        SHOWN_SOONER,
        MINE,
        THEIRS,
        GONE
    }

    /** Where a lead is, as a line tells it. */
    record Spot(
            LeadState state,
            @Nullable String pool,
            @Nullable String owner) {
        boolean pooled() {
            return state == LeadState.POOLED;
        }
    }

    /**
     * Takes the lead as the line left it.
     *
     * @param before its place in the pool that it was in; of no meaning when it was in none
     */
    Told(
            JournalLine line,
            TenantConfig config,
            Views views,
            Spot from,
            Spot to,
            LeadRow row,
            SealedDetail detail,
            Placement.Place before,
            Placement.Place now) {
        this.line = line;
        this.config = config;
        this.views = views;
        this.from = from;
        this.to = to;
        this.row = row;
        this.detail = detail;
        this.before = before;
        this.now = now;
    }

    JournalLine line() {
        return line;
    }

    Spot from() {
        return from;
    }

    Spot to() {
        return to;
    }

    /** Adds what somebody is told who sees this. */
    void tell(Sight sight, List<Event> events) {
        String pool = to.pooled() ? to.pool : null;
        String old = from.pooled() ? from.pool : null;
        if (old != null && !old.equals(pool) && sight.shows(old, before)) {
            events.add(left(old));
        }
        if (pool != null && sight.shows(pool, now)) {
            events.add(sight.keptFor(now) ? shownSooner(pool) : shown(pool));
        } else if (pool != null && pool.equals(old) && sight.pools().contains(pool)) {
            // It may have asked for something else before: who cannot have it now is told that it is gone.
            events.add(left(pool));
        }
        if (sight.hears(to.owner, row.pool())) {
            events.add(to.owner != null && to.owner.equals(sight.agent()) ? mine() : theirs());
        } else if (from.owner != null && !from.owner.equals(to.owner) && sight.hears(from.owner, row.pool())) {
            events.add(gone());
        }
    }

    private Event left(String pool) {
        return made.computeIfAbsent(What.LEFT, w -> event("left", pool, out -> out.writeStringField("pool", pool)));
    }

    private Event shown(String pool) {
        long claimableAtMillis = Math.max(now.visibleAtMillis(), row.enteredAtMillis());
        return made.computeIfAbsent(What.SHOWN, w -> inPool(pool, claimableAtMillis));
    }

    private Event shownSooner(String pool) {
        return made.computeIfAbsent(What.SHOWN_SOONER, w -> inPool(pool, row.enteredAtMillis()));
    }

    private Event inPool(String pool, long claimableAtMillis) {
        boolean enters = !from.pooled() || !pool.equals(from.pool);
        return event(enters ? "entered" : "changed", pool, out -> {
            out.writeStringField("pool", pool);
            out.writeStringField("claimable_at", Rfc3339.text(claimableAtMillis));
            write(out, views.masked(config, opened()));
        });
    }

    private Event mine() {
        return made.computeIfAbsent(What.MINE, w -> held(true));
    }

    private Event theirs() {
        return made.computeIfAbsent(What.THEIRS, w -> held(false));
    }

    private Event held(boolean whole) {
        return event(line.type().equals("warned") ? "warned" : "changed", "", out -> {
            out.writeStringField("owner", to.owner);
            write(out, whole ? opened() : views.masked(config, opened()));
        });
    }

    private Event gone() {
        return made.computeIfAbsent(
                What.GONE, w -> event("left", "", out -> out.writeStringField("owner", from.owner)));
    }

    private LeadJson.View opened() {
        LeadJson.View known = opened;
        if (known == null) {
            known = views.whole(config, row, detail);
            opened = known;
        }
        return known;
    }

    private static void write(JsonGenerator out, LeadJson.View view) throws IOException {
        out.writeFieldName("view");
        LeadJson.write(out, view);
    }

    @FunctionalInterface
    private interface Rest {
        void write(JsonGenerator out) throws IOException;
    }

    /** @param where the pool in which it is seen, or nothing for somebody's hands */
    private Event event(String name, String where, Rest rest) {
        String lead = Long.toString(line.lead());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES_USUAL);
        try (JsonGenerator out = LeadJson.generator(bytes)) {
            out.writeStartObject();
            out.writeStringField("lead", lead);
            out.writeNumberField("version", line.version());
            out.writeStringField("type", line.type());
            out.writeStringField("at", Rfc3339.text(line.atMillis()));
            rest.write(out);
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Event(name, where + '/' + lead, line.cursor(), Buffer.buffer(bytes.toByteArray()));
    }
}
