/** LinkedIn's lead gen forms. */
@NullMarked
package io.pelagos.channel.linkedin;

import org.jspecify.annotations.NullMarked;
