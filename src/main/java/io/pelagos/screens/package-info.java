/** The files of the pages that people work with. The pages use the public API only, so nothing else is here. */
@NullMarked
package io.pelagos.screens;

import org.jspecify.annotations.NullMarked;
