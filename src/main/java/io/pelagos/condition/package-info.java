/** What rules of channels and scores ask of a lead: one small language, as pure functions. */
@NullMarked
package io.pelagos.condition;

import org.jspecify.annotations.NullMarked;
