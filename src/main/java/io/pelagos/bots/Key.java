package io.pelagos.bots;

/** An agent of a tenant. */
record Key(int tenant, String agent) {}
