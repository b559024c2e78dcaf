/** Who uses the server: tenants, teams, agents, roles, tokens; and the configuration they change. */
@NullMarked
package io.pelagos.team;

import org.jspecify.annotations.NullMarked;
