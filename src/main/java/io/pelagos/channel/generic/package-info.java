/** Whoever can send JSON or a form: fields, signature and defaults are the channel's settings. */
@NullMarked
package io.pelagos.channel.generic;

import org.jspecify.annotations.NullMarked;
