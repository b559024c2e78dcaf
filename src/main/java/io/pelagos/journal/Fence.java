package io.pelagos.journal;

/**
 * What fences off the past of a cell: the epoch is in every key and checked by every commit, the
 * nonce is in every script's text, the replication id is that of the Redis that was filled.
 */
record Fence(int cell, long epoch, String nonce, String replid) {

    /** What all keys of a cell have in common, so that one Redis of a cluster has them. */
    static String tag(int cell) {
        return "c" + cell;
    }

    String prefix() {
        return "{" + tag(cell) + "}:" + epoch + ":";
    }
}
