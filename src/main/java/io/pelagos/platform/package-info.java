/** Technique without a domain word: engines, scripts, clocks, ids. */
@NullMarked
package io.pelagos.platform;

import org.jspecify.annotations.NullMarked;
