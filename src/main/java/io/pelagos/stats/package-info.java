/** Numbers for managers, out of what the journal tells: of channels, pools, agents, and how leads go between them. */
@NullMarked
package io.pelagos.stats;

import org.jspecify.annotations.NullMarked;
