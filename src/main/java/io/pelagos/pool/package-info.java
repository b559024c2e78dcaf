/** Shared stocks of leads: claims, limits, releases, assignments. */
@NullMarked
package io.pelagos.pool;

import org.jspecify.annotations.NullMarked;
