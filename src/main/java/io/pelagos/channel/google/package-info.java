/** Google Ads lead forms. */
@NullMarked
package io.pelagos.channel.google;

import org.jspecify.annotations.NullMarked;
