/** What people should look at: rules that tell when, what began and ended, and who is told by mail or messenger. */
@NullMarked
package io.pelagos.alert;

import org.jspecify.annotations.NullMarked;
