package io.pelagos.month;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One person's HTTP connection, kept open. Blocking and bare, as the load shares two cores with what it measures.
 * Not for several threads at once.
 */
final class Wire implements AutoCloseable {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIMEOUT_MILLIS = 30_000;
    /** The server closes a connection that was silent for 120 seconds: sooner it is ours to do. */
    private static final long IDLE_NANOS = 50_000_000_000L;

    private final int port;
    private final String token;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private long usedNanos;

    Wire(int port, String token) {
        this.port = port;
        this.token = token;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** What came back; the body of an answer without one is an empty object. */
    record Reply(int status, JsonNode body) {

        boolean ok() {
            return status / 100 == 2;
        }

        /** The last part of the problem's type, or empty. */
        String problem() {
            String type = body.path("type").asText("");
            return ok() ? "" : type.substring(type.lastIndexOf('/') + 1);
        }
    }

    /** A request of the set-up: anything but a 2xx breaks the run. */
    JsonNode must(String method, String path, JsonNode body) {
        Reply reply = send(method, path, body);
        if (!reply.ok()) {
            throw new IllegalStateException(method + " " + path + " " + body + " -> " + reply);
        }
        return reply.body;
    }

    Reply post(String path, JsonNode body) {
        return send("POST", path, body);
    }

    /** Never repeated here: a healthy server on the same machine answers, and silence breaks the run. */
    Reply send(String method, String path, JsonNode body) {
        try {
            open();
            byte[] bytes = body == null ? new byte[0] : JSON.writeValueAsBytes(body);
            String head = method + " /api/v1" + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + token
                    + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n";
            byte[] begin = head.getBytes(StandardCharsets.US_ASCII);
            byte[] request = new byte[begin.length + bytes.length];
            System.arraycopy(begin, 0, request, 0, begin.length);
            System.arraycopy(bytes, 0, request, begin.length, bytes.length);
            out.write(request);
            return read();
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path + ": " + e, e);
        }
    }

    private void open() throws IOException {
        if (System.nanoTime() - usedNanos > IDLE_NANOS) {
            close();
        }
        usedNanos = System.nanoTime();
        if (socket == null) {
            socket = new Socket();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream(), 16_384);
            out = socket.getOutputStream();
        }
    }

    private Reply read() throws IOException {
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        int length = 0;
        boolean close = false;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).trim());
            } else if (header.startsWith("transfer-encoding:")) {
                throw new IOException("an answer in chunks");
            }
            close |= header.equals("connection: close");
        }
        byte[] bytes = in.readNBytes(length);
        if (close) {
            close();
        }
        return new Reply(status, length == 0 ? object() : JSON.readTree(bytes));
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            line.append((char) c);
        }
        in.read();
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
