/** Fetches the data of leads of which a platform has told only the id. */
@NullMarked
package io.pelagos.channel.fetch;

import org.jspecify.annotations.NullMarked;
