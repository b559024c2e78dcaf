/** What rules would do, and would have done: before somebody saves them. */
@NullMarked
package io.pelagos.preview;

import org.jspecify.annotations.NullMarked;
