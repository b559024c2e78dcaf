package io.pelagos.journal;

import io.pelagos.lead.LeadRow;
import io.vertx.core.Future;

/** Who acts when a lead's deadline has passed: the rules that take leads back. */
public interface Deadlines {

    /** Starts what is to be done; it takes the one road like any other change. */
    Future<?> passed(LeadRow lead);
}
