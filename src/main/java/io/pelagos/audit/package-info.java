/** Proves the journal: chains, columns, leads, and hashes that were exported before. */
@NullMarked
package io.pelagos.audit;

import org.jspecify.annotations.NullMarked;
