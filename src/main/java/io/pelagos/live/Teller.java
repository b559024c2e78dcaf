package io.pelagos.live;

import io.pelagos.journal.JournalLine;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.pool.PoolPlacement;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts lines of the journal and the leads that they are about together. */
final class Teller {
    private final LeadStore store;
    private final PoolPlacement placement;
    private final Directory directory;
    private final Views views;

    Teller(LeadStore store, PoolPlacement placement, Directory directory, Views views) {
        this.store = store;
        this.placement = placement;
        this.directory = directory;
        this.views = views;
    }

    /** What lines say, by tenant, in their order. One look at all leads of a tenant. */
    Future<Map<Integer, List<Told>>> tell(List<JournalLine> lines) {
        Map<Integer, List<JournalLine>> byTenant = new LinkedHashMap<>();
        lines.forEach(line ->
                byTenant.computeIfAbsent(line.tenant(), no -> new ArrayList<>()).add(line));
        Map<Integer, List<Told>> told = new HashMap<>();
        List<Future<?>> looks = new ArrayList<>();
        byTenant.forEach((no, theirs) -> {
            TenantConfig config = directory.tenant(no);
            if (config != null) {
                looks.add(tell(config, theirs).onSuccess(all -> told.put(no, all)));
            }
        });
        return Future.all(looks).map(told);
    }

    private Future<List<Told>> tell(TenantConfig config, List<JournalLine> lines) {
        Set<Long> leads = new LinkedHashSet<>();
        lines.forEach(line -> leads.add(line.lead()));
        return store.find(config.no(), List.copyOf(leads)).map(found -> {
            Map<Long, LeadStore.Stored> byId = new HashMap<>();
            found.forEach(lead -> byId.put(lead.row().id(), lead));
            List<Told> all = new ArrayList<>(lines.size());
            for (JournalLine line : lines) {
                LeadStore.Stored lead = byId.get(line.lead());
                if (lead != null) {
                    all.add(told(config, line, lead));
                }
            }
            return all;
        });
    }

    private Told told(TenantConfig config, JournalLine line, LeadStore.Stored lead) {
        JsonObject event = line.event();
        Told.Spot from = spot(event.getJsonObject("from"));
        Told.Spot to = spot(event.getJsonObject("to"));
        LeadRow row = asLeft(lead.row(), line, from, to);
        LeadRow before = from.pooled() ? in(row, LeadState.POOLED, String.valueOf(from.pool())) : row;
        return new Told(
                line, config, views, from, to, row, lead.detail(), placement.place(before), placement.place(row));
    }

    private static Told.Spot spot(JsonObject words) {
        String state = words.getString("state");
        // Before its first line a lead is nowhere, which is as good as closed.
        return new Told.Spot(
                state == null ? LeadState.CLOSED : LeadState.ofText(state),
                words.getString("pool"),
                words.getString("owner"));
    }

    /**
     * The lead as the line left it. When it has moved on since, with its facts as they are now, but for those of
     * another ownership.
     */
    private static LeadRow asLeft(LeadRow row, JournalLine line, Told.Spot from, Told.Spot to) {
        if (row.version() == line.version()) {
            return row;
        }
        String owner = to.owner();
        boolean enters =
                to.pooled() && !(from.pooled() && String.valueOf(to.pool()).equals(from.pool()));
        boolean comes = owner != null && !owner.equals(from.owner());
        JsonObject facts = row.facts();
        if (owner == null || !owner.equals(row.owner())) {
            facts = facts.copy();
            Facts.OF_OWNERSHIP.forEach(facts::remove);
        }
        return new LeadRow(
                row.tenant(),
                row.id(),
                line.version(),
                to.state(),
                line.pool() == null ? row.pool() : line.pool(),
                owner,
                line.team(),
                enters ? line.atMillis() : Math.min(row.enteredAtMillis(), line.atMillis()),
                comes ? line.atMillis() : Math.min(row.claimedAtMillis(), line.atMillis()),
                line.atMillis(),
                row.rounds(),
                facts);
    }

    private static LeadRow in(LeadRow row, LeadState state, String pool) {
        return new LeadRow(
                row.tenant(),
                row.id(),
                row.version(),
                state,
                pool,
                null,
                null,
                row.enteredAtMillis(),
                row.claimedAtMillis(),
                row.changedAtMillis(),
                row.rounds(),
                row.facts());
    }
}
