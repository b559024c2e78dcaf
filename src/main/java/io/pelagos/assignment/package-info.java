/** Leads that the server gives to agents, or offers them; requests for leads. */
@NullMarked
package io.pelagos.assignment;

import org.jspecify.annotations.NullMarked;
