/** What screens are told while it happens: the journal's tail, as each of them may see it. */
@NullMarked
package io.pelagos.live;

import org.jspecify.annotations.NullMarked;
