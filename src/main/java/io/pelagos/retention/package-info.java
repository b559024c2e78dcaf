/** Forgets what a firm does not want to keep. */
@NullMarked
package io.pelagos.retention;

import org.jspecify.annotations.NullMarked;
