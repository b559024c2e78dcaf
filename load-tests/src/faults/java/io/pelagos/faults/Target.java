package io.pelagos.faults;

/** Where requests go: a node, or what stands before several. */
interface Target {
    /** {@code http://host:port}. */
    String address();

    /** A node's number; 0 for what stands before nodes. */
    int number();
}
