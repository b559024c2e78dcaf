/** What is known of one person: found, handed out, erased; and who has read it. */
@NullMarked
package io.pelagos.privacy;

import org.jspecify.annotations.NullMarked;
