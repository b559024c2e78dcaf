package io.pelagos.channel;

import io.pelagos.lead.LeadRow;
import java.util.List;

/** Who makes committed leads visible in their pools. A failure delays that, the leads are there. */
public interface Entered {
    void entered(List<LeadRow> leads);
}
