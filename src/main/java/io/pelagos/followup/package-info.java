/** Working a lead: follow-ups and their evidence, clocks that are stopped, edits, dials. */
@NullMarked
package io.pelagos.followup;

import org.jspecify.annotations.NullMarked;
