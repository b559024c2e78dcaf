package io.pelagos;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Requests written to one connection without waiting, so that they arrive in a known order. */
final class Pipeline {
    private static final Pattern LEAD = Pattern.compile("\"claims\":\\[\\{\"id\":\"(\\d+)\"");

    private Pipeline() {}

    /** The leads of so many claims of the next lead, in the order in which they were asked for. */
    static List<String> claims(int port, String token, String pool, int count) {
        String request = "POST /api/v1/pools/" + pool + "/claims HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + token + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n";
        StringBuilder all = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            all.append(request)
                    .append(i == count ? "Connection: close\r\n" : "")
                    .append("\r\n{}");
        }
        String answers = exchange(port, all.toString().getBytes(StandardCharsets.UTF_8));
        List<String> leads = new ArrayList<>();
        Matcher matcher = LEAD.matcher(answers);
        while (matcher.find()) {
            leads.add(matcher.group(1));
        }
        return leads;
    }

    /** Writes the bytes and reads until the server closes the connection. */
    static String exchange(int port, byte[] bytes) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            in.transferTo(answer);
            return answer.toString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
