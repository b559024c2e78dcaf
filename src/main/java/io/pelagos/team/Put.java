package io.pelagos.team;

/** What became of a write to the configuration. */
public sealed interface Put {
    /** Written; the tenant's configuration has this version from now on. */
    record Saved(long version) implements Put {}

    /** Somebody changed the configuration meanwhile; nothing was written. */
    record Conflict() implements Put {}
}
