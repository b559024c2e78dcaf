package io.pelagos.channel;

/**
 * A request that came with an {@code Idempotency-Key}.
 *
 * @param key 32 bytes: hash of tenant, principal and key
 * @param body 32 bytes: hash of method, path and body
 */
public record RequestKey(byte[] key, byte[] body) {}
