package io.pelagos.privacy;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.LeadStore;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.PgPool;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** All that is known of a person, as far as a request may look for it: an erasure has no such bounds. */
public final class Dossier {
    /** Of each kind. */
    private static final int ITEMS_MAX = 100;
    /** Of each kind, and of leads. */
    private static final int PAGES_MAX = 100;

    private final ContactVault vault;
    private final SubjectLeads leads;
    private final Sweep sweep;
    private final Numbers numbers;

    /**
     * Joins its parts.
     *
     * @param pg for what an index finds at once
     * @param scans for what reads its way through a tenant's rows
     */
    public Dossier(Vertx vertx, PgLink pg, PgPool scans, LeadStore store, ContactVault vault) {
        this.vault = vault;
        this.leads = new SubjectLeads(vertx, store, vault, scans);
        this.sweep = new Sweep(vertx, pg, scans, vault);
        this.numbers = new Numbers(pg, vault);
    }

    /**
     * What was found.
     *
     * @param leads by id
     * @param rest {@code {"do_not_call","dials","pings","tasks":[…],"calls":[…],…}}
     * @param whole false when there is more than was looked at
     */
    public record Found(Map<Long, LeadStore.Stored> leads, JsonObject rest, boolean whole) {
        /** Of what there is something beside leads; {@code nothing} where there is nothing. */
        public String kinds() {
            String kinds = rest.fieldNames().stream()
                    .filter(kind -> rest.getValue(kind) instanceof JsonArray items
                            ? !items.isEmpty()
                            : rest.getValue(kind) != null)
                    .sorted()
                    .collect(Collectors.joining(","));
            return kinds.isEmpty() && leads.isEmpty() ? "nothing" : kinds;
        }

        private Found with(JsonObject more, boolean all) {
            return new Found(leads, rest.copy().mergeIn(more), whole && all);
        }
    }

    /**
     * Looks for all of a number.
     *
     * @param words whether texts are shown, too
     */
    public Future<Found> find(int tenant, String phone, boolean words) {
        return vault.ready(tenant)
                .compose(keys -> leads.indexed(tenant, phone))
                .compose(indexed -> {
                    Map<Long, LeadStore.Stored> found = new LinkedHashMap<>();
                    indexed.forEach(lead -> found.put(lead.row().id(), lead));
                    return walk(tenant, phone, 0, found, PAGES_MAX).compose(whole -> numbers.find(tenant, phone)
                            .map(byNumber -> new Found(Map.copyOf(found), byNumber, whole)));
                })
                .compose(found -> {
                    DataSubject who = DataSubject.of(phone);
                    for (LeadStore.Stored lead : found.leads.values()) {
                        who = who.with(
                                lead.row().id(), vault.open(lead.detail()).contact());
                    }
                    return places(new Sweep.Wanted(tenant, who), 0, found, words);
                });
    }

    /** Whether it came to the end. */
    private Future<Boolean> walk(int tenant, String phone, long after, Map<Long, LeadStore.Stored> found, int pages) {
        return leads.walk(tenant, phone, after).compose(walked -> {
            walked.found().forEach(lead -> found.putIfAbsent(lead.row().id(), lead));
            Long next = walked.next();
            if (next == null || pages == 1 || found.size() >= ITEMS_MAX) {
                return Future.succeededFuture(next == null);
            }
            return walk(tenant, phone, next, found, pages - 1);
        });
    }

    private Future<Found> places(Sweep.Wanted wanted, int index, Found found, boolean words) {
        if (index == Place.ALL.size()) {
            return Future.succeededFuture(found);
        }
        Place place = Place.ALL.get(index);
        JsonArray items = new JsonArray();
        return page(wanted, place, Sweep.Spot.FIRST, items, words, PAGES_MAX)
                .compose(whole ->
                        places(wanted, index + 1, found.with(new JsonObject().put(place.name(), items), whole), words));
    }

    private Future<Boolean> page(
            Sweep.Wanted wanted, Place place, Sweep.Spot after, JsonArray items, boolean words, int pages) {
        return sweep.page(wanted, place, after).compose(page -> {
            for (Sweep.Hit hit : page.hits()) {
                if (items.size() == ITEMS_MAX) {
                    return Future.succeededFuture(false);
                }
                items.add(words ? hit.shown().put("text", hit.found().words()) : hit.shown());
            }
            Sweep.Spot next = page.next();
            return next == null || pages == 1
                    ? Future.succeededFuture(next == null)
                    : page(wanted, place, next, items, words, pages - 1);
        });
    }
}
