package io.pelagos.platform;

/** An engine out of the jar: a process of its own, that may die before us. */
public interface EmbeddedEngine extends AutoCloseable {
    /** The address; the same after {@link #revive}. */
    String url();

    boolean alive();

    /** Starts it again after it has died, where it was. Blocks until it answers; throws {@link StartFailure}. */
    void revive();

    @Override
    void close();
}
