/** Where leads come from: adapters read bytes, one intake does the rest. */
@NullMarked
package io.pelagos.channel;

import org.jspecify.annotations.NullMarked;
