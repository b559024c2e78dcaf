package io.pelagos.channel;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Identities;
import io.pelagos.lead.LeadRow;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A lead on its way into the database: sealed, with all that its rows will hold, and somebody waiting. */
final class Entry {
    final LeadDraft draft;
    final Policies.Judged judged;
    final String actor;
    final @Nullable RequestKey request;
    final IdentityHashes hashes;
    final List<Identity> identities;
    final long sinceNanos = System.nanoTime();
    private final Promise<Accepted> promise = Promise.promise();
    private final @Nullable Context caller = Vertx.currentContext();
    private Stamp stamp;
    private Buffer touch = Buffer.buffer();

    /**
     * A hash that makes it the same lead as another, and of which kind.
     *
     * @param sole whether two leads never have it
     */
    record Identity(Buffer hash, char kind, boolean sole) {}

    /** What depends on the lead's id. */
    record Stamp(LeadRow row, String facts, ContactVault.Sealed sealed, byte[] body, byte[] chain) {}

    Entry(Policies.Judged judged, String actor, @Nullable RequestKey request, IdentityHashes hashes, Stamp stamp) {
        this.draft = judged.draft();
        this.judged = judged;
        this.actor = actor;
        this.request = request;
        this.hashes = hashes;
        this.identities = hashes.all();
        this.stamp = stamp;
    }

    Stamp stamp() {
        return stamp;
    }

    void stamp(Stamp other) {
        stamp = other;
    }

    /** What it says, sealed, when it touches a lead that is there. */
    Buffer touch() {
        return touch;
    }

    void touch(byte[] sealed) {
        touch = Buffer.buffer(sealed);
    }

    LeadRow row() {
        return stamp.row();
    }

    /** The hash of a phone of its own, among the tenant's: at most one of two, the other is its channel's. */
    Stream<Buffer> phone() {
        return identities.stream()
                .filter(identity -> identity.kind() == Identities.PHONE)
                .map(Identity::hash);
    }

    /** Whether this is sent again what the other is. */
    boolean repeats(Entry other) {
        return hashes.repeat() != null
                && other.hashes.repeat() != null
                && hashes.repeat().hash().equals(other.hashes.repeat().hash());
    }

    /** What it holds, nearly; each personal byte is there twice, plain and sealed. */
    int bytes() {
        return 2 * stamp.sealed().sealed().length
                + stamp.body().length
                + stamp.facts().length();
    }

    Buffer requestKey() {
        return request == null ? Buffer.buffer() : Buffer.buffer(request.key());
    }

    Buffer requestBody() {
        return request == null ? Buffer.buffer() : Buffer.buffer(request.body());
    }

    Future<Accepted> answer() {
        return promise.future();
    }

    /** Answers on the thread that asked, so that one event loop's callers do not burden another's. */
    void answer(Accepted result) {
        if (caller == null || caller == Vertx.currentContext()) {
            promise.tryComplete(result);
        } else {
            caller.runOnContext(back -> promise.tryComplete(result));
        }
    }
}
