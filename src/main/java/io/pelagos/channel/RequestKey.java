package io.pelagos.channel;

/**
 * A request that may come again: with an {@code Idempotency-Key}, or as a delivery that its platform names.
 *
 * @param key 32 bytes: hash of tenant, principal and key, or of tenant, channel and name
 * @param body 32 bytes: hash of method, path and body; of a delivery the key again, as its name says it all
 */
public record RequestKey(byte[] key, byte[] body) {}
