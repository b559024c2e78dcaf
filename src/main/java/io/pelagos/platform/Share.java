package io.pelagos.platform;

/**
 * Which of the nodes that see each other some background work is left to. Each works it out alone, and nobody is asked; so
 * two may think otherwise for a while, and nothing may rest on it but who works.
 */
@FunctionalInterface
public interface Share {
    /** There are no others. */
    Share ALL = work -> true;

    /** @param work a name of it, the same on all nodes */
    boolean mine(String work);
}
