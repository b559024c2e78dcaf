/** Leads that partners ask about before they send them: a price, a reservation, then the lead. */
@NullMarked
package io.pelagos.ping;

import org.jspecify.annotations.NullMarked;
