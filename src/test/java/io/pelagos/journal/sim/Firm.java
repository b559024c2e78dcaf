package io.pelagos.journal.sim;

import io.pelagos.journal.Placement;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The rules of the simulated firm: one pool, few agents, tight limits. From the second version of its configuration on
 * there is a limit more.
 *
 * @param cap leads in hand, 0 none
 * @param perWindow claims of an agent in a window of {@link #WINDOW_MILLIS} of the clock
 * @param perRolling claims of an agent within {@link #ROLLING_MILLIS}, from version 2 on
 * @param coolMillis before an agent may claim a lead again, 0 at once
 * @param recycleMillis after which an untouched lead goes back, 0 never
 */
record Firm(int cap, int perWindow, int perRolling, long coolMillis, long recycleMillis) implements Placement {
    static final String POOL = "web";
    static final long WINDOW_MILLIS = 4_000;
    static final long ROLLING_MILLIS = 6_000;
    static final long BUCKET_MILLIS = ROLLING_MILLIS / 30;
    static final String[] AGENTS = {"ann", "bob", "eve"};

    static Firm of(Agenda agenda) {
        return new Firm(
                agenda.chance(0.6) ? 1 + agenda.below(3) : 0,
                1 + agenda.below(4),
                1 + agenda.below(4),
                agenda.chance(0.4) ? 1_500 : 0,
                agenda.chance(0.4) ? 1_200 : 0);
    }

    static String calendar() {
        return PgModel.TENANT + "/" + POOL + ":window";
    }

    static String rolling() {
        return PgModel.TENANT + "/" + POOL + ":rolling";
    }

    String defs(long version) {
        return version < 2 ? "window" : "window rolling";
    }

    /** What claim.lua reads. */
    String claims(long version, long nowMillis) {
        long base = nowMillis / WINDOW_MILLIS * WINDOW_MILLIS;
        JsonArray quotas = new JsonArray()
                .add(new JsonObject()
                        .put("scope", "a")
                        .put("what", calendar())
                        .put("step", 0)
                        .put("max", perWindow)
                        .put("base", Long.toString(base))
                        .put("frees", base + WINDOW_MILLIS)
                        .put("ttl", 60_000));
        if (version >= 2) {
            quotas.add(new JsonObject()
                    .put("scope", "a")
                    .put("what", rolling())
                    .put("step", BUCKET_MILLIS)
                    .put("max", perRolling)
                    .put("buckets", 30)
                    .put("ttl", 60_000));
        }
        return caps().put("tenant", Integer.toString(PgModel.TENANT))
                .put("pool", PgModel.TENANT + "/" + POOL)
                .put("defs", defs(version))
                .put("from", base)
                .put("to", base + WINDOW_MILLIS)
                .put("quotas", quotas)
                .put("untouched", -1)
                .put("overdue", -1)
                .put("cool_agent", coolMillis)
                .put("cool_team", 0)
                .put("first", false)
                .put("first_beats_cooling", false)
                .encode();
    }

    /** What step.lua reads when somebody is given a lead. */
    JsonObject caps() {
        return new JsonObject()
                .put("cap", cap)
                .put("cap_won", true)
                .put("cap_nurtured", true)
                .put("all", 0)
                .put("all_won", true)
                .put("all_nurtured", true);
    }

    /** When an untouched lead goes back to its pool, 0 never. */
    long goesBackAt(LeadRow row) {
        return recycleMillis == 0 || row.state() != LeadState.OWNED || !row.untouched()
                ? 0
                : row.claimedAtMillis() + recycleMillis;
    }

    @Override
    public Place place(LeadRow row) {
        return row.state() == LeadState.OWNED
                ? Place.owned(goesBackAt(row), false, false)
                : Place.pooled("", row.enteredAtMillis(), 0, "", 0);
    }

    @Override
    public long rememberLeavingMillis(int tenant) {
        return coolMillis;
    }
}
