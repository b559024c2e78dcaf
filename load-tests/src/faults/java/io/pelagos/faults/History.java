package io.pelagos.faults;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Everything that the clients of one round did and heard. */
final class History {

    private final ConcurrentLinkedQueue<Operation> operations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();

    void add(Operation operation) {
        operations.add(operation);
        size.incrementAndGet();
    }

    int size() {
        return size.get();
    }

    List<Operation> operations() {
        return List.copyOf(operations);
    }
}
