/** A lead, where it is stored, and its contact data under encryption. */
@NullMarked
package io.pelagos.lead;

import org.jspecify.annotations.NullMarked;
