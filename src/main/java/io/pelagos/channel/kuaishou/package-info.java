/** Kuaishou's 磁力引擎. */
@NullMarked
package io.pelagos.channel.kuaishou;

import org.jspecify.annotations.NullMarked;
