package io.pelagos.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A wire that can be damaged: listens on a port of its own and forwards each connection to a target.
 * The state is asked before each forwarded piece, so a fault also meets connections that are open.
 */
final class TcpProxy implements AutoCloseable {

    /** What the wire does. {@code HALF_OPEN}: bytes are taken and lost, and nobody hears of it. */
    enum Mode {
        OPEN,
        REFUSE,
        STALL,
        HALF_OPEN
    }

    /** The directions of a wire, seen from who connects. */
    enum Way {
        BOTH,
        UP,
        DOWN;

        String text() {
            return this == BOTH ? "both ways" : name().toLowerCase(Locale.ROOT);
        }

        private boolean has(Way one) {
            return this == BOTH || this == one;
        }
    }

    /**
     * A bad network. Each piece of at most 16 KiB is late by the delay and a random part of the jitter, and those behind
     * it wait: order is kept, as in a TCP connection.
     *
     * @param kilobytesPerSecond of each connection; 0 for no limit
     */
    record Slowness(Way way, long delayMillis, long jitterMillis, int kilobytesPerSecond) {
        private static final Slowness NONE = new Slowness(Way.BOTH, 0, 0, 0);

        private long millis(Way one, int bytes) {
            if (!way.has(one) || this == NONE) {
                return 0;
            }
            long late = delayMillis + ThreadLocalRandom.current().nextLong(jitterMillis + 1);
            return late + (kilobytesPerSecond == 0 ? 0 : bytes * 1_000L / (kilobytesPerSecond * 1_024L));
        }
    }

    /** Listens to what passes, piece by piece, before it is forwarded; may hold it, or throw to have it lost. */
    interface Tap {
        /** One connection of it. */
        interface Talk {
            void asked(byte[] piece, int length) throws IOException;

            void answered(byte[] piece, int length) throws IOException;
        }

        Talk talk();
    }

    private static final Tap DEAF = () -> new Tap.Talk() {
        @Override
        public void asked(byte[] piece, int length) {}

        @Override
        public void answered(byte[] piece, int length) {}
    };

    private static final int CONNECT_MILLIS = 2_000;
    private static final int MAX_CONNECTIONS = 2_000;

    private final String name;
    private final ServerSocket listener;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Object change = new Object();
    private volatile int target;
    private volatile Mode mode = Mode.OPEN;
    private volatile Slowness slowness = Slowness.NONE;
    private final Tap tap;
    private volatile boolean closed;

    TcpProxy(String name, int target) {
        this(name, target, DEAF);
    }

    TcpProxy(String name, int target, Tap tap) {
        this.name = name;
        this.tap = tap;
        this.target = target;
        try {
            listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon("accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return links.size();
    }

    /** Resets all open connections. */
    void cut() {
        links.forEach(Link::reset);
    }

    /** New connections go to another port of this machine; open ones are reset. */
    void retarget(int port) {
        target = port;
        cut();
    }

    void slow(Slowness how) {
        slowness = how;
    }

    /** {@code REFUSE} also resets what is open; leaving {@code HALF_OPEN} resets what lost bytes. */
    void mode(Mode next) {
        Mode before = mode;
        synchronized (change) {
            mode = next;
            change.notifyAll();
        }
        if (next == Mode.REFUSE || before == Mode.HALF_OPEN) {
            cut();
        }
    }

    /** As new, for connections to come; open ones live on where that is possible. */
    void heal() {
        slow(Slowness.NONE);
        mode(Mode.OPEN);
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listener.accept();
                if (mode == Mode.REFUSE || links.size() >= MAX_CONNECTIONS) {
                    reset(client);
                    continue;
                }
                daemon("connect", () -> connect(client));
            } catch (IOException e) {
                // Closed, or a client that was gone before it was accepted.
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        try {
            awaitFlow();
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
        } catch (IOException e) {
            reset(client);
            reset(server);
            return;
        }
        Link link = new Link(client, server);
        links.add(link);
        if (closed || mode == Mode.REFUSE) {
            link.reset();
            return;
        }
        Tap.Talk talk = tap.talk();
        daemon("up", () -> pump(link, client, server, Way.UP, talk::asked));
        daemon("down", () -> pump(link, server, client, Way.DOWN, talk::answered));
    }

    private interface Ear {
        void hear(byte[] piece, int length) throws IOException;
    }

    private void pump(Link link, Socket from, Socket to, Way way, Ear ear) {
        byte[] piece = new byte[16 * 1024];
        try {
            for (int read = from.getInputStream().read(piece);
                    read >= 0;
                    read = from.getInputStream().read(piece)) {
                awaitFlow();
                if (mode == Mode.HALF_OPEN) {
                    continue;
                }
                ear.hear(piece, read);
                pause(slowness.millis(way, read));
                to.getOutputStream().write(piece, 0, read);
            }
            awaitFlow();
            if (mode != Mode.HALF_OPEN) {
                to.shutdownOutput();
                link.finished();
            }
        } catch (IOException e) {
            link.reset();
        }
    }

    private void awaitFlow() throws IOException {
        synchronized (change) {
            while (mode == Mode.STALL && !closed) {
                try {
                    change.wait(1_000);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
        }
    }

    private static void pause(long millis) throws IOException {
        if (millis > 0) {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private void daemon(String role, Runnable body) {
        Thread thread = new Thread(body, "proxy-" + name + "-" + role);
        thread.setDaemon(true);
        thread.start();
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Already closed.
        }
        try {
            socket.close();
        } catch (IOException e) {
            // Already closed.
        }
    }

    @Override
    public void close() {
        closed = true;
        mode(Mode.REFUSE);
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Both ends of one forwarded connection. */
    private final class Link {
        private final Socket client;
        private final Socket server;
        private int directionsDone;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        synchronized void finished() {
            directionsDone++;
            if (directionsDone == 2) {
                reset();
            }
        }

        void reset() {
            links.remove(this);
            TcpProxy.reset(client);
            TcpProxy.reset(server);
        }
    }
}
