package io.pelagos.platform;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a local Redis one question over a plain socket, before there is an event loop. */
final class RedisProbe {
    private static final int TIMEOUT_MILLIS = 1_000;
    private static final int ANSWER_BYTES_MAX = 65_536;
    private static final Pattern PID = Pattern.compile("process_id:(\\d+)\r\n");

    private RedisProbe() {}

    /** The pid of the Redis that lets us in, 0 for nobody. */
    static long pid(int port, String password) {
        if (port <= 0) {
            return 0;
        }
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            String question = "AUTH " + password + "\r\nINFO server\r\nQUIT\r\n";
            socket.getOutputStream().write(question.getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            String answer = new String(in.readNBytes(ANSWER_BYTES_MAX), StandardCharsets.UTF_8);
            Matcher found = PID.matcher(answer);
            return answer.startsWith("+OK\r\n") && found.find() ? Long.parseLong(found.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
