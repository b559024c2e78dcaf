/** What platforms sent and nobody could take: kept redacted and sealed, and read again once it can be. */
@NullMarked
package io.pelagos.deadletter;

import org.jspecify.annotations.NullMarked;
