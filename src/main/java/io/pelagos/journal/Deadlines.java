package io.pelagos.journal;

import io.pelagos.lead.LeadRow;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Who acts when the alarm of a lead rings: the rules. */
public interface Deadlines {

    /**
     * Starts what is to be done; it takes the one road like any other change.
     *
     * @return null when there is nothing to be done now
     */
    @Nullable
    Future<?> ring(LeadRow lead, long nowMillis);
}
