/** How much a lead is worth to a firm: rules that give points, and grades that follow from them. */
@NullMarked
package io.pelagos.scoring;

import org.jspecify.annotations.NullMarked;
