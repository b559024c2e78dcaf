/** Baidu's 营销通 and 基木鱼. */
@NullMarked
package io.pelagos.channel.baidu;

import org.jspecify.annotations.NullMarked;
