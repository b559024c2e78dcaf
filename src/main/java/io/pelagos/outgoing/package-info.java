/** What other systems are told: webhooks that follow the journal, and conversions for ad platforms. */
@NullMarked
package io.pelagos.outgoing;

import org.jspecify.annotations.NullMarked;
