package io.pelagos.faults;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** All processes of a campaign: they end with it, also when it is interrupted. */
final class Children implements AutoCloseable {

    private final List<Child> children = new CopyOnWriteArrayList<>();
    private final Set<Long> pids = ConcurrentHashMap.newKeySet();
    private final Thread hook = new Thread(this::killAll, "kill-children");
    private volatile boolean closed;

    Children() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    Child start(String name, Path log, Map<String, String> environment, List<String> command) {
        if (closed) {
            throw new IllegalStateException("the campaign is ending");
        }
        children.removeIf(child -> !child.alive());
        Child child = Child.start(name, log, environment, command);
        children.add(child);
        pids.add(child.pid());
        if (closed) {
            child.killTree();
        }
        return child;
    }

    /** All that were ever started. */
    Set<Long> pids() {
        return pids;
    }

    private void killAll() {
        closed = true;
        for (Child child : children) {
            child.killTree();
        }
    }

    @Override
    public void close() {
        killAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyShuttingDown) {
            // The hook itself is running: nothing to remove.
        }
    }
}
