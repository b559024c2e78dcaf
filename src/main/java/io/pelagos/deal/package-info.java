/** What leads are for: opportunities, contracts, payments, deals, and whose success they are. */
@NullMarked
package io.pelagos.deal;

import org.jspecify.annotations.NullMarked;
