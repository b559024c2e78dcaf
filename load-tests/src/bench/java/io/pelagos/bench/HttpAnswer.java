package io.pelagos.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** As much of an HTTP/1.1 answer as is needed to know its status and where it ends (Content-Length only). */
final class HttpAnswer {
    private static final int HIGHEST_BYTES = 256 * 1024;

    private final ByteBuffer bytes = ByteBuffer.allocate(HIGHEST_BYTES);
    private int status;
    private int length = -1;

    /** Reads what is there; whether the answer is complete. */
    boolean read(SocketChannel channel) throws IOException {
        if (channel.read(bytes) < 0) throw new EOFException("the server closed a connection");
        if (length < 0) head();
        if (length < 0 && !bytes.hasRemaining()) throw new IOException("an answer's head is too long");
        return length >= 0 && bytes.position() >= length;
    }

    private void head() {
        byte[] array = bytes.array();
        for (int i = 3; i < bytes.position(); i++) {
            if (array[i] == '\n' && array[i - 1] == '\r' && array[i - 2] == '\n' && array[i - 3] == '\r') {
                String head = new String(array, 0, i, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
                status = Integer.parseInt(head.substring(9, 12));
                int field = head.indexOf("content-length:");
                if (field < 0) throw new IllegalStateException("an answer without Content-Length:\n" + head);
                int end = head.indexOf('\r', field);
                length = i
                        + 1
                        + Integer.parseInt(head.substring(field + 15, end < 0 ? head.length() : end)
                                .trim());
                if (length > HIGHEST_BYTES) throw new IllegalStateException("an answer of " + length + " bytes");
                return;
            }
        }
    }

    int status() {
        return status;
    }

    void reset() {
        bytes.clear();
        length = -1;
    }
}
