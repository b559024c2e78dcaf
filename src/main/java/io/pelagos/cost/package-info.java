/** What leads cost: the firm's advertising costs, against what became of the leads that they brought. */
@NullMarked
package io.pelagos.cost;

import org.jspecify.annotations.NullMarked;
