/** Claims that no person makes: noticed in memory, listed for supervisors. */
@NullMarked
package io.pelagos.bots;

import org.jspecify.annotations.NullMarked;
