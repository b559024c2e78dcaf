/** The one road of every change of a lead: decide in Redis, commit in PostgreSQL, settle in Redis. */
@NullMarked
package io.pelagos.journal;

import org.jspecify.annotations.NullMarked;
