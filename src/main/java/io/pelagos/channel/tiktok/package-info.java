/** TikTok's lead generation. */
@NullMarked
package io.pelagos.channel.tiktok;

import org.jspecify.annotations.NullMarked;
