package io.pelagos.pool;

import io.pelagos.journal.Proposal;
import io.pelagos.journal.Requests;
import io.pelagos.journal.Verdict;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Finds what a request with an Idempotency-Key did when it was sent before, and changes nothing. It is
 * for requests that would not be allowed any more: what they did then is still their answer.
 */
public final class Repeats {
    /** No lead has this id: the script gets no further than to the key. */
    private static final String NO_LEAD = "0";

    private final Requests requests;
    private final Directory directory;
    private final LongSupplier ids;

    Repeats(Requests requests, Directory directory, LongSupplier ids) {
        this.requests = requests;
        this.directory = directory;
        this.ids = ids;
    }

    /** {@link Verdict.Done} with the leads as they were left then; {@link Verdict.Refused} when nothing is known. */
    public Future<Verdict> find(Caller caller) {
        return requests.submit(caller.config(), caller.key(), caller.body(), () -> {
            TenantConfig known = directory.tenant(caller.config().no());
            TenantConfig config = known == null ? caller.config() : known;
            // Through Redis, not only PostgreSQL: the first request may be decided and not committed yet.
            return new Proposal(
                    Moves.RELEASE,
                    ids.getAsLong(),
                    config.no(),
                    config.version(),
                    caller.key(),
                    caller.body(),
                    caller.actor(),
                    "",
                    List.of(NO_LEAD, "", "", "", "released", "", ""),
                    false);
        });
    }
}
