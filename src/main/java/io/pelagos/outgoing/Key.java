package io.pelagos.outgoing;

/** Names a webhook among those of all tenants. */
record Key(int tenant, String webhook) {}
