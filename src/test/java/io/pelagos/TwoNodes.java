package io.pelagos;

import io.pelagos.platform.TestEngines;

/** Two nodes, and agents who claim at both. */
final class TwoNodes implements AutoCloseable {
    final TestStore store;
    final TestNode first;
    final TestNode second;
    final RacingAgents claims;

    TwoNodes(String redisUrl) {
        String postgres = TestEngines.postgresUrl();
        store = new TestStore(postgres, redisUrl);
        first = TestNode.start(postgres, redisUrl);
        second = TestNode.start(postgres, redisUrl);
        claims = new RacingAgents(store, 30, first, second);
    }

    @Override
    public void close() {
        first.close();
        second.close();
        store.close();
    }
}
