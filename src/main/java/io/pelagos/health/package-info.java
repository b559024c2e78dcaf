/** How channels are: what came by them lately, when they fell silent, and whom that should alarm. */
@NullMarked
package io.pelagos.health;

import org.jspecify.annotations.NullMarked;
