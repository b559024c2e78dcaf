/** A lead-pool server: leads come in, agents race for them, one gets each, and it is on disk. */
@NullMarked
package io.pelagos;

import org.jspecify.annotations.NullMarked;
