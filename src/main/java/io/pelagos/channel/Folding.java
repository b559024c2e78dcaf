package io.pelagos.channel;

import io.pelagos.channel.Entry.Identity;
import io.pelagos.channel.IntakeStatements.Known;
import io.pelagos.channel.IntakeStatements.Request;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parts a batch into leads that are there already and leads to insert, and folds equal ones among the latter:
 * the first leads, the others follow and are answered when it is committed.
 */
final class Folding {
    /** A lead to insert with those that are the same. */
    record Group(Entry leader, List<Entry> followers) {
        /** What a follower hears once its leader is committed. */
        static Accepted follow(Entry leader, Entry follower) {
            long lead = leader.row().id();
            if (leader.request == null || !leader.requestKey().equals(follower.requestKey())) {
                return new Accepted.Duplicate(lead);
            }
            return leader.requestBody().equals(follower.requestBody())
                    ? new Accepted.Lead(lead, true)
                    : new Accepted.Reused();
        }
    }

    /** An entry whose answer is known without inserting anything. */
    record Settled(Entry entry, Accepted answer) {}

    final List<Group> groups = new ArrayList<>();
    final List<Settled> settled = new ArrayList<>();

    Folding(List<Entry> entries, Known known) {
        Map<Buffer, Group> byKey = new HashMap<>();
        Map<Buffer, Group> byHash = new HashMap<>();
        for (Entry entry : entries) {
            Accepted answer = answer(entry, known);
            if (answer != null) {
                settled.add(new Settled(entry, answer));
                continue;
            }
            Group group = same(entry, byKey, byHash);
            if (group != null) {
                group.followers().add(entry);
                continue;
            }
            Group own = new Group(entry, new ArrayList<>());
            groups.add(own);
            entry.identities.forEach(identity -> byHash.put(identity.hash(), own));
            if (entry.request != null) {
                byKey.put(entry.requestKey(), own);
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

    private static @Nullable Accepted answer(Entry entry, Known known) {
        long own = entry.row().id();
        if (known.own().contains(own)) {
            return new Accepted.Lead(own, false);
        }
        Request request = entry.request == null ? null : known.requests().get(entry.requestKey());
        if (request != null) {
            // An own id: an earlier try of this very entry did commit.
            return request.body().equals(entry.requestBody())
                    ? new Accepted.Lead(request.lead(), request.lead() != own)
                    : new Accepted.Reused();
        }
        for (Identity identity : entry.identities) {
            Long lead = known.identities().get(identity.hash());
            if (lead != null) {
                return lead == own ? new Accepted.Lead(own, false) : new Accepted.Duplicate(lead);
            }
        }
        return null;
    }

    private static @Nullable Group same(Entry entry, Map<Buffer, Group> byKey, Map<Buffer, Group> byHash) {
        if (entry.request != null) {
            Group group = byKey.get(entry.requestKey());
            if (group != null) {
                return group;
            }
        }
        for (Identity identity : entry.identities) {
            Group group = byHash.get(identity.hash());
            if (group != null) {
                return group;
            }
        }
        return null;
    }
}
