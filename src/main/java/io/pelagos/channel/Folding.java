package io.pelagos.channel;

import io.pelagos.channel.Entry.Identity;
import io.pelagos.channel.IntakeLookup.Known;
import io.pelagos.channel.IntakeLookup.Request;
import io.pelagos.lead.Identities;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parts a batch into what is answered already, leads that are there already and are touched, and leads to insert, and
 * folds equal ones among the latter: the first leads, the others follow and are looked at again when it is committed.
 */
final class Folding {
    /**
     * A lead to insert, or a touch to note, with those that are the same.
     *
     * @param touched the lead that is there; null for a new one
     * @param taken identities that a new lead takes from older leads, and from which
     */
    record Group(
            Entry leader, List<Entry> followers, @Nullable Long touched, Map<Buffer, Long> taken) {
        /** Which lead it is in the end. */
        long lead() {
            return touched == null ? leader.row().id() : touched;
        }

        /** What its leader hears once it is committed; a follower with the same request hears that it has been so before. */
        Accepted answer(boolean replayed) {
            return touched == null ? new Accepted.Lead(lead(), replayed) : new Accepted.Merged(touched);
        }

        /** What a follower hears once its leader is committed; null when it has to be looked at again. */
        @Nullable
        Accepted follow(Entry follower) {
            if (leader.request != null && leader.requestKey().equals(follower.requestKey())) {
                return leader.requestBody().equals(follower.requestBody()) ? answer(true) : new Accepted.Reused();
            }
            return follower.repeats(leader) ? new Accepted.Duplicate(lead()) : null;
        }

        /** What it writes: of a touch only what no lead has yet. */
        List<Identity> identities(Known known) {
            return leader.identities.stream()
                    .filter(identity -> !taken.containsKey(identity.hash())
                            && (touched == null || !known.identities().containsKey(identity.hash())))
                    .toList();
        }
    }

    /** An entry whose answer is known without inserting anything. */
    record Settled(Entry entry, Accepted answer) {}

    final List<Group> groups = new ArrayList<>();
    final List<Settled> settled = new ArrayList<>();
    private final Map<Buffer, Group> byKey = new HashMap<>();
    private final Map<Buffer, Group> byHash = new HashMap<>();
    private final Known known;
    private final long nowMillis;

    Folding(List<Entry> entries, Known known, long nowMillis) {
        this.known = known;
        this.nowMillis = nowMillis;
        for (Entry entry : entries) {
            Accepted answer = answer(entry);
            if (answer != null) {
                settled.add(new Settled(entry, answer));
                continue;
            }
            Group group = same(entry);
            if (group != null) {
                group.followers().add(entry);
            } else {
                place(entry);
            }
        }
    }

    /** All entries of some groups, each leader before its followers. */
    static List<Entry> entries(List<Group> groups) {
        List<Entry> all = new ArrayList<>();
        for (Group group : groups) {
            all.add(group.leader());
            all.addAll(group.followers());
        }
        return all;
    }

    private @Nullable Accepted answer(Entry entry) {
        long own = entry.row().id();
        if (known.own().contains(own)) {
            return new Accepted.Lead(own, false);
        }
        Long touched = known.touches().get(own);
        if (touched != null) {
            return new Accepted.Merged(touched);
        }
        Request request = entry.request == null ? null : known.requests().get(entry.requestKey());
        if (request != null) {
            return request.body().equals(entry.requestBody()) ? remembered(request, own) : new Accepted.Reused();
        }
        Long repeated = entry.hashes.repeated(known.identities());
        if (repeated != null && !completes(entry, repeated)) {
            return there(repeated, own);
        }
        Found found = found(entry);
        if (found == null) {
            return null;
        }
        boolean refused = found.lead == own || then(entry, found) == Dedupe.Then.REFUSE;
        return refused ? there(found.lead, own) : null;
    }

    private static Accepted remembered(Request request, long own) {
        // An own id: an earlier try of this very entry did commit.
        return request.touch()
                ? new Accepted.Merged(request.lead())
                : new Accepted.Lead(request.lead(), request.lead() != own);
    }

    private static Accepted there(long lead, long own) {
        return lead == own ? new Accepted.Lead(own, false) : new Accepted.Duplicate(lead);
    }

    /** A lead that is there, and of what kind the identity is by which it is the same. */
    private record Found(char kind, long lead) {}

    private @Nullable Found found(Entry entry) {
        for (Identity identity : entry.hashes.same()) {
            Long lead = known.identities().get(identity.hash());
            if (lead != null) {
                return new Found(identity.kind(), lead);
            }
        }
        return null;
    }

    /** Whether it is what a lead is an update of, which came first: what a lead says is its own, whenever it comes. */
    private boolean completes(Entry entry, long lead) {
        Dedupe.Old old = known.old().get(lead);
        return old != null && old.partial() && entry.judged.updates() && !entry.draft.update();
    }

    private Dedupe.Then then(Entry entry, Found found) {
        if (found.kind == Identities.EXTERNAL_ID && (entry.draft.update() || completes(entry, found.lead))) {
            return Dedupe.Then.MERGE;
        }
        Dedupe.Old old = known.old().get(found.lead);
        return old == null ? Dedupe.Then.REFUSE : entry.judged.dedupe().decide(old, nowMillis);
    }

    private void place(Entry entry) {
        Found found = found(entry);
        boolean accepted = found != null && then(entry, found) == Dedupe.Then.ACCEPT;
        Long touched = found == null || accepted ? null : found.lead;
        Map<Buffer, Long> taken = new HashMap<>();
        for (Identity identity : accepted ? entry.hashes.same() : List.<Identity>of()) {
            Long lead = known.identities().get(identity.hash());
            if (lead != null) {
                taken.put(identity.hash(), lead);
            }
        }
        Group own = new Group(entry, new ArrayList<>(), touched, taken);
        groups.add(own);
        own.identities(known).forEach(identity -> byHash.put(identity.hash(), own));
        taken.keySet().forEach(hash -> byHash.put(hash, own));
        if (entry.request != null) {
            byKey.put(entry.requestKey(), own);
        }
    }

    private @Nullable Group same(Entry entry) {
        if (entry.request != null) {
            Group group = byKey.get(entry.requestKey());
            if (group != null) {
                return group;
            }
        }
        if (entry.hashes.repeat() != null
                && byHash.containsKey(entry.hashes.repeat().hash())) {
            return byHash.get(entry.hashes.repeat().hash());
        }
        for (Identity identity : entry.hashes.same()) {
            Group group = byHash.get(identity.hash());
            if (group != null) {
                return group;
            }
        }
        return null;
    }
}
