/** ByteDance's 巨量引擎 and 飞鱼. */
@NullMarked
package io.pelagos.channel.oceanengine;

import org.jspecify.annotations.NullMarked;
