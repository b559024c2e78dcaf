package io.pelagos.privacy;

import io.pelagos.journal.Jobs;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.PgPool;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Erases all that is known of a person: a job, so that it goes on whatever crashes. What he is known by is collected and
 * noted before anything is destroyed; then each lead takes its step, then all other places are gone through, then all
 * leads once more. It is over when nothing is found any more. Until then nothing is missed that comes in meanwhile; what
 * comes later is new.
 */
public final class Erasure implements Jobs.Worker {
    /** The kind of job. */
    public static final String KIND = "erasure";

    static final String CONTEXT = "data subject";
    /** Steps of one chunk. */
    private static final int LEADS = 100;
    /** Pages of one chunk: its lease must not run out. */
    private static final int PAGES = 20;

    private final Steps steps;
    private final Directory directory;
    private final ContactVault vault;
    private final LeadStore store;
    private final SubjectLeads leads;
    private final Sweep sweep;
    private final Numbers numbers;

    /**
     * Joins its parts.
     *
     * @param pg for what an index finds at once
     * @param scans for what reads its way through a tenant's rows
     */
    public Erasure(
            Vertx vertx,
            PgLink pg,
            PgPool scans,
            Steps steps,
            Directory directory,
            ContactVault vault,
            LeadStore store) {
        this.steps = steps;
        this.directory = directory;
        this.vault = vault;
        this.store = store;
        this.leads = new SubjectLeads(vertx, store, vault, scans);
        this.sweep = new Sweep(vertx, pg, scans, vault);
        this.numbers = new Numbers(pg, vault);
    }

    /**
     * What the job is to do. The number is sealed, and goes with the job's end.
     *
     * @param why a plain word
     */
    public static JsonObject document(ContactVault vault, int tenant, String phone, String why, boolean keepDoNotCall) {
        Progress begun = new Progress(Phase.COLLECT, "", 0, false);
        return begun.on(new JsonObject().put("why", why).put("keep_do_not_call", keepDoNotCall))
                .put("subject", sealed(vault, tenant, DataSubject.of(phone)));
    }

    /**
     * Likewise for some leads, whoever they are of: they and what belongs to them are forgotten, and nobody's other leads.
     *
     * @param why a plain word
     */
    static JsonObject document(ContactVault vault, int tenant, List<Long> leads, String why) {
        return Progress.to(Phase.ERASE, false)
                .on(new JsonObject().put("why", why))
                .put("subject", sealed(vault, tenant, DataSubject.of(leads)));
    }

    private static String sealed(ContactVault vault, int tenant, DataSubject who) {
        return HexFormat.of()
                .formatHex(vault.sealForTenant(tenant, who.json().toBuffer().getBytes(), CONTEXT));
    }

    private enum Phase {
        COLLECT,
        ERASE,
        HASHES,
        PLACES,
        WALK
    }

    /**
     * How far the job is.
     *
     * @param a where its phase goes on, as {@code b}
     * @param again whether something could not be had, and all is to be gone through once more
     */
    private record Progress(Phase phase, String a, long b, boolean again) {
        static Progress of(JsonObject doc) {
            return new Progress(
                    Phase.valueOf(doc.getString("phase")),
                    doc.getString("a"),
                    doc.getLong("b"),
                    doc.getBoolean("again"));
        }

        static Progress to(Phase phase, boolean again) {
            return new Progress(phase, "", 0, again);
        }

        JsonObject on(JsonObject doc) {
            return doc.copy().put("phase", phase.name()).put("a", a).put("b", b).put("again", again);
        }
    }

    /** What a chunk works with. */
    private record Work(TenantConfig config, Jobs.Job job, DataSubject who, Progress progress) {
        int tenant() {
            return config.no();
        }

        Future<Jobs.Chunk> go(Progress to) {
            return Future.succeededFuture(chunk(0, to.on(job.doc())));
        }

        Jobs.Chunk chunk(int done, JsonObject doc) {
            return new Jobs.Chunk(done, Math.max(1, job.total() - job.done() - done), false, doc, 0);
        }
    }

    @Override
    public Future<Jobs.Chunk> chunk(Jobs.Job job) {
        TenantConfig config = directory.tenant(job.tenant());
        if (config == null) {
            return Future.succeededFuture(Jobs.Chunk.LATER);
        }
        return vault.ready(job.tenant()).compose(keys -> {
            byte[] sealed = HexFormat.of().parseHex(job.doc().getString("subject"));
            DataSubject who =
                    DataSubject.of(new JsonObject(Buffer.buffer(vault.openForTenant(job.tenant(), sealed, CONTEXT))));
            Work work = new Work(config, job, who, Progress.of(job.doc()));
            return switch (work.progress.phase) {
                case COLLECT -> collect(work);
                case ERASE -> erase(work);
                case HASHES -> hashes(work, work.progress, PAGES);
                case PLACES -> places(work, work.progress, PAGES);
                case WALK -> walk(work, work.progress, PAGES);
            };
        });
    }

    /** Noted before any of it is erased: then nobody could say any more what to look for. */
    private Future<Jobs.Chunk> collect(Work work) {
        return leads.indexed(work.tenant(), work.who.phone()).map(found -> noted(work, found));
    }

    private Jobs.Chunk noted(Work work, List<LeadStore.Stored> found) {
        DataSubject who = work.who;
        for (LeadStore.Stored lead : found) {
            who = who.with(lead.row().id(), vault.open(lead.detail()).contact());
        }
        JsonObject doc = Progress.to(Phase.ERASE, false).on(work.job.doc());
        return work.chunk(0, doc.put("subject", sealed(vault, work.tenant(), who)));
    }

    private Future<Jobs.Chunk> erase(Work work) {
        return store.find(work.tenant(), List.copyOf(work.who.leads())).compose(found -> {
            List<LeadStore.Stored> left =
                    found.stream().filter(lead -> !lead.row().erased()).toList();
            if (work.who.nobody() && left.stream().anyMatch(Erasure::reopened)) {
                return Future.succeededFuture(withoutReopened(work, left));
            }
            List<LeadStore.Stored> some = left.subList(0, Math.min(LEADS, left.size()));
            return wishes(work, some).compose(kept -> erase(work, some)).map(done -> {
                // Whoever was faster with a lead has changed it: it is looked at anew.
                Phase next = done == left.size() ? Phase.HASHES : Phase.ERASE;
                return work.chunk(done, Progress.to(next, false).on(work.job.doc()));
            });
        });
    }

    private static boolean reopened(LeadStore.Stored lead) {
        return lead.row().state() != LeadState.CLOSED;
    }

    /** What is closed for long may be opened again before its turn comes; then somebody needs it, and all that belongs to it. */
    private Jobs.Chunk withoutReopened(Work work, List<LeadStore.Stored> left) {
        Set<Long> leads = new TreeSet<>(work.who.leads());
        left.stream()
                .filter(Erasure::reopened)
                .forEach(lead -> leads.remove(lead.row().id()));
        String subject = sealed(vault, work.tenant(), DataSubject.of(List.copyOf(leads)));
        return work.chunk(0, work.job.doc().copy().put("subject", subject));
    }

    /** How many took their step. */
    private Future<Integer> erase(Work work, List<LeadStore.Stored> leads) {
        List<Future<Verdict>> taken = leads.stream()
                .map(lead -> steps.takeInBackground(
                        work.config,
                        work.job.actor(),
                        LeadErasure.step(lead, vault, work.job.doc().getString("why"))))
                .toList();
        return Future.join(taken).otherwiseEmpty().map(all -> (int) taken.stream()
                .filter(step -> step.succeeded() && step.result() instanceof Verdict.Done)
                .count());
    }

    /** Who did not want to be called has told nobody that he may be now: where he does not ask himself, his wish is kept. */
    private Future<?> wishes(Work work, List<LeadStore.Stored> leads) {
        if (!work.who.nobody()) {
            return Future.succeededFuture();
        }
        List<String> numbers = leads.stream()
                .filter(lead -> Facts.DO_NOT_CONTACT.equals(lead.row().facts().getString(Facts.CLOSED_REASON)))
                .map(lead -> vault.open(lead.detail()).contact().phone())
                .filter(Objects::nonNull)
                .toList();
        return numbers.isEmpty()
                ? Future.succeededFuture()
                : this.numbers.forbid(work.tenant(), numbers, work.job.actor());
    }

    private Future<Jobs.Chunk> hashes(Work work, Progress at, int pages) {
        if (pages == 0) {
            return work.go(at);
        }
        Buffer after = Buffer.buffer(HexFormat.of().parseHex(at.a));
        return leads.forgetHashes(work.tenant(), List.copyOf(work.who.leads()), after)
                .compose(last -> last == null
                        ? numbers(work).compose(done -> places(work, Progress.to(Phase.PLACES, false), pages))
                        : hashes(
                                work,
                                new Progress(Phase.HASHES, HexFormat.of().formatHex(last.getBytes()), 0, false),
                                pages - 1));
    }

    private Future<?> numbers(Work work) {
        return work.who.nobody()
                ? Future.succeededFuture()
                : numbers.erase(work.tenant(), work.who.phone(), work.job.doc().getBoolean("keep_do_not_call"));
    }

    /** Each place has its own progress: {@code <index> <a>} and b. */
    private Future<Jobs.Chunk> places(Work work, Progress at, int pages) {
        int index = at.a.isEmpty() ? 0 : Integer.parseInt(at.a.substring(0, at.a.indexOf(' ')));
        if (index == Place.ALL.size()) {
            // Rows under way are leads soon: all is gone through again.
            return at.again
                    ? work.go(Progress.to(work.who.nobody() ? Phase.ERASE : Phase.COLLECT, false))
                    : walk(work, Progress.to(Phase.WALK, false), pages);
        } else if (pages == 0) {
            return work.go(at);
        }
        Place place = Place.ALL.get(index);
        if (work.who.nobody() && !place.ofLeads()) {
            return places(work, new Progress(Phase.PLACES, (index + 1) + " ", 0, at.again), pages);
        }
        Sweep.Spot after = new Sweep.Spot(at.a.substring(at.a.indexOf(' ') + 1), at.b);
        return sweep.page(new Sweep.Wanted(work.tenant(), work.who), place, after)
                .compose(page -> erase(work, place, page.hits()).compose(whole -> {
                    Sweep.Spot next = page.next();
                    Progress on = next == null
                            ? new Progress(Phase.PLACES, (index + 1) + " ", 0, at.again || !whole)
                            : new Progress(Phase.PLACES, index + " " + next.a(), next.b(), at.again || !whole);
                    return places(work, on, pages - 1);
                }));
    }

    private Future<Boolean> erase(Work work, Place place, List<Sweep.Hit> hits) {
        List<Future<Boolean>> erased =
                hits.stream().map(hit -> sweep.erase(work.tenant(), place, hit)).toList();
        return Future.all(erased).map(all -> erased.stream().allMatch(Future::result));
    }

    private Future<Jobs.Chunk> walk(Work work, Progress at, int pages) {
        if (work.who.nobody()) {
            return over(work);
        } else if (pages == 0) {
            return work.go(at);
        }
        return leads.walk(work.tenant(), work.who.phone(), at.b).compose(walked -> {
            if (!walked.found().isEmpty()) {
                return Future.succeededFuture(noted(work, walked.found()));
            }
            Long next = walked.next();
            return next == null ? over(work) : walk(work, new Progress(Phase.WALK, "", next, false), pages - 1);
        });
    }

    /** The number goes, too; whose leads they were says nothing any more. */
    private static Future<Jobs.Chunk> over(Work work) {
        JsonObject doc = new JsonObject(Map.of(
                "why",
                work.job.doc().getString("why"),
                "leads",
                new JsonArray(work.who.leads().stream().map(String::valueOf).toList())));
        return Future.succeededFuture(new Jobs.Chunk(0, 0, false, doc, 0));
    }
}
