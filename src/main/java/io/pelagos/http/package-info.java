/** The only code that knows HTTP. */
@NullMarked
package io.pelagos.http;

import org.jspecify.annotations.NullMarked;
