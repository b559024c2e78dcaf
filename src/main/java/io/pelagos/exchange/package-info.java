/** Files of leads: what comes in by the thousand, and what goes out. */
@NullMarked
package io.pelagos.exchange;

import org.jspecify.annotations.NullMarked;
