package io.pelagos.faults;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Bytes that come in pieces and are taken in frames. */
abstract class Frames {

    private byte[] bytes = {};

    /** Takes all frames that are whole by now. */
    final void add(byte[] piece, int length) throws java.io.IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream(bytes.length + length);
        all.write(bytes);
        all.write(piece, 0, length);
        bytes = all.toByteArray();
        int from = 0;
        for (int end = end(bytes, from); end >= 0 && from < bytes.length; end = end(bytes, from)) {
            take(bytes, from, end);
            from = end;
        }
        bytes = from == 0 ? bytes : Arrays.copyOfRange(bytes, from, bytes.length);
    }

    /** Where the frame ends that begins there; -1 when it is not whole. */
    abstract int end(byte[] all, int from);

    abstract void take(byte[] all, int from, int end) throws java.io.IOException;
}
