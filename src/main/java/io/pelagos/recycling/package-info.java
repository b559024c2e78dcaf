/** Rules that take a lead back. */
@NullMarked
package io.pelagos.recycling;

import org.jspecify.annotations.NullMarked;
