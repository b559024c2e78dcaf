/** How deliveries prove where they come from: shared secrets, basic authentication, signatures of all platforms. */
@NullMarked
package io.pelagos.channel.proof;

import org.jspecify.annotations.NullMarked;
