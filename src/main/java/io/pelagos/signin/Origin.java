package io.pelagos.signin;

/**
 * Where a request comes from.
 *
 * @param address of version 4, or the network of 64 bits of one of version 6: who has one has all of these
 * @param client what the browser says it is; empty for nothing
 */
public record Origin(String address, String client) {}
