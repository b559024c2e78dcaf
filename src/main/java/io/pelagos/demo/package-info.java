/** Simulated traffic: made-up leads and agents that keep the demo alive, over HTTP as anybody would. */
@NullMarked
package io.pelagos.demo;

import org.jspecify.annotations.NullMarked;
