/** Asks platforms for their newest leads: those that push none, and for what a push has missed. */
@NullMarked
package io.pelagos.channel.poll;

import org.jspecify.annotations.NullMarked;
