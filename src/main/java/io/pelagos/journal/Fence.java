package io.pelagos.journal;

/**
 * What fences off the past of a cell: the epoch is in every key and checked by every commit, the
 * nonce is in every script's text, the replication id is that of the Redis that was filled.
 */
record Fence(int cell, long epoch, String nonce, String replid) {

    String prefix() {
        return "{c" + cell + "}:" + epoch + ":";
    }
}
