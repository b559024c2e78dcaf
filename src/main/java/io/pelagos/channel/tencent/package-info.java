/** Tencent's 腾讯广告. */
@NullMarked
package io.pelagos.channel.tencent;

import org.jspecify.annotations.NullMarked;
