package io.pelagos.platform;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks up names as the system does, which honours its files and caches, and answers with all addresses; Vert.x' own look-up
 * does not. It blocks, for ten seconds and more where nobody answers for a name. So whoever asks for a name that is being
 * looked up hears of that look-up: a silent name costs one thread, however many ask for it.
 */
final class SystemNames implements GuardedClient.Names {
    private static final int THREADS = 16;
    private static final int UNDER_WAY_MAX = 1_000;

    private final Map<String, Future<List<InetAddress>>> underWay = new ConcurrentHashMap<>();
    private final WorkerExecutor threads;
    private final Resolver resolver;

    /** Blocks until it knows. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    SystemNames(Vertx vertx) {
        this(vertx, InetAddress::getAllByName);
    }

    SystemNames(Vertx vertx, Resolver resolver) {
        this.threads = vertx.createSharedWorkerExecutor("names", THREADS);
        this.resolver = resolver;
    }

    /** Completes on whatever thread knows first. */
    @Override
    public Future<List<InetAddress>> addresses(String host) {
        Promise<List<InetAddress>> found = Promise.promise();
        Future<List<InetAddress>> same = underWay.putIfAbsent(host, found.future());
        if (same != null) {
            return same;
        }
        if (underWay.size() > UNDER_WAY_MAX) {
            underWay.remove(host);
            found.fail("too many names are being looked up");
        } else {
            Future.succeededFuture()
                    .compose(begun -> threads.executeBlocking(() -> List.of(resolver.addresses(host)), false))
                    .onComplete(done -> {
                        underWay.remove(host);
                        found.handle(done);
                    });
        }
        return found.future();
    }
}
