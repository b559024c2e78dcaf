/** Lead ads of Facebook and Instagram. */
@NullMarked
package io.pelagos.channel.meta;

import org.jspecify.annotations.NullMarked;
