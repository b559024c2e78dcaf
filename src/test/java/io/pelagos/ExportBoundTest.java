package io.pelagos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.TestEngines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As many exports at once as allowed, whatever they wait for; a lock keeps their first read waiting. */
class ExportBoundTest {
    private static final int EXPORTS_MAX = 4;
    private static final String PATH = "/exports/leads?format=ndjson";

    private String postgres;
    private TestNode node;
    private Http admin;
    private String token;

    @BeforeEach
    void start() {
        postgres = TestEngines.postgresUrl();
        node = TestNode.start(postgres, TestEngines.redisUrl());
        TestTenant firm = node.tenant().pool("web");
        admin = firm.admin();
        token = firm.admin;
    }

    @AfterEach
    void stop() {
        node.close();
    }

    /** Nobody reads leads until it is closed. */
    private Connection lock() throws SQLException {
        Connection connection = TestEngines.connect(postgres);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock table lead in access exclusive mode");
        }
        return connection;
    }

    private Socket asking() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
        socket.getOutputStream()
                .write(("GET /api/v1" + PATH + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token + "\r\n\r\n")
                        .getBytes(US_ASCII));
        return socket;
    }

    private static boolean answered(Socket socket) {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String status(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), US_ASCII);
    }

    /** More than allowed, of which one is refused at once and the others wait. */
    private List<Socket> oneTooMany() throws IOException {
        List<Socket> asked = new ArrayList<>();
        for (int i = 0; i <= EXPORTS_MAX; i++) {
            asked.add(asking());
        }
        TestNode.eventually("one is refused", () -> asked.stream().anyMatch(ExportBoundTest::answered));
        return asked;
    }

    @Test
    void those_that_wait_for_their_first_read_count() throws Exception {
        List<Socket> asked;
        try (Connection lock = lock()) {
            asked = oneTooMany();
            lock.rollback();
        }
        List<String> answers = new ArrayList<>();
        for (Socket socket : asked) {
            answers.add(status(socket));
            socket.close();
        }
        assertThat(answers).containsOnlyOnce("HTTP/1.1 503").contains("HTTP/1.1 200");
        TestNode.eventually("there is room again", () -> admin.get(PATH).ok());
    }

    @Test
    void those_whose_clients_left_before_they_began_do_not_count() throws Exception {
        try (Connection lock = lock()) {
            for (Socket socket : oneTooMany()) {
                socket.close();
            }
            lock.rollback();
        }
        TestNode.eventually("there is room again", () -> admin.get(PATH).ok());
    }
}
