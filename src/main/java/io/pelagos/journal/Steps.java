package io.pelagos.journal;

import io.pelagos.journal.Verdict.Obstacle;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings steps to the journal: reads the lead, asks what is to be done, and lets Redis decide whether the lead is
 * still as it was read; if not, looks again.
 */
public final class Steps {
    /** Whom a lead goes to, and all that changes: one script. */
    public static final Decision STEP = Decision.of(Steps.class, "step", 0, Decision.LIMITS);

    /** Somebody else changed the lead between the look and the decision: look again, this often. */
    private static final int LOOKS = 24;
    /** No lead has this id: the script gets no further than to the request's key. */
    static final String NO_LEAD = "0";

    /** Lines of one lead's journal that are read at once; no lead has more in practice. */
    private static final int LINES_MAX = 10_000;

    private final Journal journal;
    private final Requests requests;
    private final Directory directory;
    private final LeadStore store;
    private final Placement placement;
    private final LongSupplier ids;

    /** @param ids makes request ids, unique over all nodes */
    public Steps(
            Journal journal,
            Requests requests,
            Directory directory,
            LeadStore store,
            Placement placement,
            LongSupplier ids) {
        this.journal = journal;
        this.requests = requests;
        this.directory = directory;
        this.store = store;
        this.placement = placement;
        this.ids = ids;
    }

    /** What to do with a lead that was looked at. */
    public sealed interface Plan {
        /** Takes this step. */
        record Go(Step step) implements Plan {}

        /** Does nothing, for a reason that the caller knows. */
        record No(Verdict.Refused why) implements Plan {}

        static Plan go(Step step) {
            return new Go(step);
        }

        static Plan no(String word, String... details) {
            return new No(new Verdict.Refused(word, List.of(details)));
        }
    }

    /** Works out a plan; asked anew whenever the lead or the configuration has changed meanwhile. */
    @FunctionalInterface
    public interface Planner {
        Plan plan(LeadStore.Stored lead, TenantConfig config);
    }

    /** One that has to ask elsewhere first. */
    @FunctionalInterface
    public interface SlowPlanner {
        Future<Plan> plan(LeadStore.Stored lead, TenantConfig config);
    }

    /**
     * Looks at a lead and takes the step that the planner wants, with what was said. {@link Verdict.Refused}:
     * {@code not-found}, {@code erased} for a lead of whose person nothing is known any more, the word of the planner, or of
     * step.lua.
     */
    public Future<Verdict> take(Wish wish, Planner planner) {
        return takeWhenPlanned(wish, (found, config) -> Future.succeededFuture(planner.plan(found, config)));
    }

    /** As {@link #take}. */
    public Future<Verdict> takeWhenPlanned(Wish wish, SlowPlanner planner) {
        return new Taking(wish, planner, false).look(1);
    }

    /** As {@link #take}, for work of the server's own: it waits behind people. */
    public Future<Verdict> takeInBackground(Wish wish, SlowPlanner planner) {
        return new Taking(wish, planner, true).look(1);
    }

    /** A step of the server's own from a row just read; nothing happens if the lead has moved on. Waits behind people. */
    public Future<Verdict> takeInBackground(TenantConfig config, String actor, Step step) {
        if (step.from.erased()) {
            return Future.succeededFuture(new Verdict.Refused("erased", List.of()));
        }
        return journal.submit(config.cell(), proposal(config, Caller.server(config, actor), step, true));
    }

    /** One wish on its way: looks at the lead until Redis finds it as it was read. */
    private final class Taking {
        private final Wish wish;
        private final SlowPlanner planner;
        private final boolean background;

        Taking(Wish wish, SlowPlanner planner, boolean background) {
            this.wish = wish;
            this.planner = planner;
            this.background = background;
        }

        Future<Verdict> look(int number) {
            Caller caller = wish.caller();
            TenantConfig known = directory.tenant(caller.config().no());
            TenantConfig config = known == null ? caller.config() : known;
            return store.find(config.no(), wish.lead()).compose(found -> {
                if (found == null || !wish.allowed().test(config, found.row())) {
                    return refused(config, caller, new Verdict.Refused("not-found", List.of()));
                } else if (found.row().erased()) {
                    return refused(config, caller, new Verdict.Refused("erased", List.of()));
                }
                return planner.plan(found, config).compose(plan -> {
                    if (plan instanceof Plan.No no) {
                        return refused(config, caller, no.why);
                    }
                    Step step = ((Plan.Go) plan).step.sealed(wish.said().apply(found));
                    return journal.submit(config.cell(), proposal(config, caller, step, background))
                            .compose(verdict -> judge(number, config, verdict));
                });
            });
        }

        private Future<Verdict> judge(int number, TenantConfig config, Verdict verdict) {
            if (verdict == Obstacle.STALE) {
                return directory.refresh().otherwiseEmpty().compose(x -> again(number, verdict));
            }
            if (verdict instanceof Verdict.Refused refused && refused.word().equals("uncounted")) {
                return journal.recount(config.cell(), config.no())
                        .otherwiseEmpty()
                        .compose(x -> again(number, Obstacle.NOT_READY));
            }
            if (verdict instanceof Verdict.Refused || verdict == Obstacle.OVERRULED) {
                Caller caller = wish.caller();
                return requests.remembered(config, caller.key(), caller.body(), verdict)
                        .compose(known -> {
                            boolean moved = known == Obstacle.OVERRULED
                                    || (known instanceof Verdict.Refused refused
                                            && refused.word().equals("changed"));
                            return moved ? again(number, Obstacle.BUSY) : Future.succeededFuture(known);
                        });
            }
            return Future.succeededFuture(verdict);
        }

        private Future<Verdict> again(int number, Verdict last) {
            return number < LOOKS ? look(number + 1) : Future.succeededFuture(last);
        }
    }

    /** The plan says no; but a request with this key may have been granted before. */
    private Future<Verdict> refused(TenantConfig config, Caller caller, Verdict.Refused why) {
        if (caller.key().isEmpty()) {
            return Future.succeededFuture(why);
        }
        return known(config, caller).map(verdict -> verdict instanceof Verdict.Refused ? why : verdict);
    }

    /**
     * What became of a request with this key when it was sent before; nothing changes. {@link Verdict.Refused} when
     * nothing is known. Through Redis, not only PostgreSQL: the first may be decided and not committed yet.
     */
    public Future<Verdict> known(TenantConfig config, Caller caller) {
        return requests.submit(config, caller.key(), caller.body(), () -> {
            TenantConfig newest = directory.tenant(config.no());
            TenantConfig now = newest == null ? config : newest;
            return proposal(now, caller, "", probe(), false);
        });
    }

    /** A lead's journal up to a version, oldest first: the bodies of its lines. */
    public Future<List<JsonObject>> history(LeadRow lead, int toVersion) {
        return store.events(lead.tenant(), lead.id(), 0, LINES_MAX).map(lines -> lines.stream()
                .map(line -> line.body().toJsonObject())
                .filter(line -> line.getInteger("version") <= toVersion)
                .toList());
    }

    /** The lead that has this hash; null for none. */
    public Future<@Nullable Long> identified(int tenant, byte[] hash) {
        return store.identified(tenant, hash);
    }

    /** About what time a step will be decided at. */
    public long nowMillis() {
        return journal.nowMillis();
    }

    private static List<String> probe() {
        return List.of(NO_LEAD, "0", "1", "probe", "", "", "", "", "", "c", "", "", "", "0", "", "", "");
    }

    private Proposal proposal(TenantConfig config, Caller caller, Step step, boolean background) {
        return proposal(config, caller, step.policy, arguments(step), background);
    }

    private Proposal proposal(
            TenantConfig config, Caller caller, String policy, List<String> arguments, boolean background) {
        return new Proposal(
                STEP,
                ids.getAsLong(),
                config.no(),
                config.version(),
                caller.key(),
                caller.body(),
                caller.actor(),
                policy,
                arguments,
                background);
    }

    private List<String> arguments(Step step) {
        int tenant = step.from.tenant();
        LeadRow after = step.after(journal.nowMillis());
        boolean closed = step.from.state() == LeadState.CLOSED;
        return List.of(
                Long.toString(step.from.id()),
                closed ? "" : Integer.toString(step.from.version()),
                Integer.toString(after.version()),
                step.type,
                plain(step.reason),
                step.patch.isEmpty() ? "" : step.patch.encode(),
                step.data.isEmpty() ? "" : step.data.encode(),
                base64(step.sealed),
                step.also.text(),
                String.valueOf(step.state.letter()),
                LeadRecord.name(tenant, after.pool()),
                LeadRecord.name(tenant, after.owner()),
                LeadRecord.name(tenant, after.team()),
                Long.toString(after.factMillis(Facts.NEXT_AT)),
                LeadRecord.flags(after, placement.place(after)),
                step.flagLimit,
                step.givenBack);
    }

    /** One line: tabs and newlines separate fields. */
    private static String plain(String text) {
        return text.replace('\t', ' ').replace('\n', ' ');
    }

    private static String base64(byte @Nullable [] bytes) {
        return bytes == null ? "" : Base64.getEncoder().encodeToString(bytes);
    }
}
