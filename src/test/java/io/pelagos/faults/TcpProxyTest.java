package io.pelagos.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

    private static final int SHORT_MILLIS = 200;
    private static final int LONG_MILLIS = 5_000;

    private ServerSocket echo;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = server(0);
        proxy = new TcpProxy("test", echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void forwards_in_both_directions() throws IOException {
        try (Socket client = connect()) {
            assertThat(ask(client, 7)).isEqualTo(7);
            assertThat(ask(client, 8)).isEqualTo(8);
        }
    }

    @Test
    void a_cut_resets_what_is_open_and_lets_new_connections_through() throws IOException {
        try (Socket client = connect();
                Socket next = connect()) {
            ask(client, 7);
            ask(next, 7);
            proxy.cut();
            assertThatThrownBy(() -> ask(client, 7)).isInstanceOf(IOException.class);
        }
        try (Socket again = connect()) {
            assertThat(ask(again, 9)).isEqualTo(9);
        }
    }

    @Test
    void refuses_until_it_is_healed() throws IOException {
        try (Socket open = connect()) {
            ask(open, 7);
            proxy.mode(TcpProxy.Mode.REFUSE);
            assertThatThrownBy(() -> ask(open, 7)).isInstanceOf(IOException.class);
        }
        assertThatThrownBy(() -> {
                    try (Socket client = connect()) {
                        ask(client, 7);
                    }
                })
                .isInstanceOf(IOException.class);
        proxy.heal();
        try (Socket client = connect()) {
            assertThat(ask(client, 9)).isEqualTo(9);
        }
    }

    @Test
    void a_stall_holds_bytes_back_and_delivers_them_later() throws IOException {
        try (Socket client = connect()) {
            ask(client, 7);
            proxy.mode(TcpProxy.Mode.STALL);
            client.getOutputStream().write(8);
            client.setSoTimeout(SHORT_MILLIS);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            proxy.heal();
            client.setSoTimeout(LONG_MILLIS);
            assertThat(client.getInputStream().read()).isEqualTo(8);
        }
    }

    @Test
    void a_half_open_wire_loses_bytes_silently_and_ends_in_a_reset() throws IOException {
        try (Socket client = connect()) {
            ask(client, 7);
            proxy.mode(TcpProxy.Mode.HALF_OPEN);
            client.getOutputStream().write(8);
            client.setSoTimeout(SHORT_MILLIS);
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            proxy.heal();
            client.setSoTimeout(LONG_MILLIS);
            assertThatThrownBy(() -> ask(client, 9))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void delays_every_piece() throws IOException {
        try (Socket client = connect()) {
            ask(client, 7);
            proxy.slow(new TcpProxy.Slowness(TcpProxy.Way.BOTH, SHORT_MILLIS, 0, 0));
            long start = System.nanoTime();
            ask(client, 8);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2L * SHORT_MILLIS * 1_000_000);
        }
    }

    @Test
    void a_new_target_resets_old_connections_and_gets_the_new_ones() throws IOException {
        try (ServerSocket other = server(100);
                Socket client = connect()) {
            ask(client, 7);
            proxy.retarget(other.getLocalPort());
            assertThatThrownBy(() -> ask(client, 7)).isInstanceOf(IOException.class);
            try (Socket again = connect()) {
                assertThat(ask(again, 7)).isEqualTo(107);
            }
        }
    }

    @Test
    void a_closed_client_closes_the_connection_behind_it() throws IOException {
        try (Socket client = connect()) {
            ask(client, 7);
        }
        assertThat(Wait.happens(Duration.ofSeconds(5), () -> proxy.connections() == 0))
                .isTrue();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(LONG_MILLIS);
        return socket;
    }

    /** Sends a byte and reads one; the end of the stream is an exception, too. */
    private static int ask(Socket socket, int value) throws IOException {
        socket.getOutputStream().write(value);
        int answer = socket.getInputStream().read();
        if (answer < 0) {
            throw new IOException("end of stream");
        }
        return answer;
    }

    /** Answers each byte with that byte plus {@code add}. */
    private static ServerSocket server(int add) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    Thread echoing = new Thread(() -> echo(socket, add));
                    echoing.setDaemon(true);
                    echoing.start();
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
        accepting.setDaemon(true);
        accepting.start();
        return server;
    }

    private static void echo(Socket socket, int add) {
        try (socket) {
            for (int b = socket.getInputStream().read();
                    b >= 0;
                    b = socket.getInputStream().read()) {
                socket.getOutputStream().write(b + add);
            }
        } catch (IOException closed) {
            // The other side is gone.
        }
    }
}
