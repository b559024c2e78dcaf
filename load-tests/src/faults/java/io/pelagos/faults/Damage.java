package io.pelagos.faults;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Damages a body: bytes are replaced, lost or doubled, it is cut off, or values become what nobody expects. */
final class Damage {
    private static final int CHANGES_MAX = 4;
    private static final byte[] MARKS = "{}[]\",:<>&=%;\\\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final List<String> ODD = List.of(
            "null",
            "true",
            "-1",
            "1e999999999",
            "9".repeat(400),
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\"",
            "{}",
            "[]",
            "[".repeat(60) + "]".repeat(60),
            "{\"\":{\"\":[null]}}",
            "\"" + "长".repeat(5_000) + "\"");

    private final Random random;

    Damage(Random random) {
        this.random = random;
    }

    byte[] of(byte[] body) {
        byte[] damaged = body;
        for (int i = 1 + random.nextInt(CHANGES_MAX); i > 0 && damaged.length > 0; i--) {
            int at = random.nextInt(damaged.length);
            int length = Math.min(damaged.length - at, 1 + random.nextInt(40));
            damaged = switch (random.nextInt(7)) {
                case 0 -> spliced(damaged, at, at + 1, new byte[] {(byte) random.nextInt(256)});
                case 1 -> spliced(damaged, at, at + 1, new byte[] {MARKS[random.nextInt(MARKS.length)]});
                case 2 -> spliced(damaged, at, at + length, new byte[0]);
                case 3 -> spliced(damaged, at, at, java.util.Arrays.copyOfRange(damaged, at, at + length));
                case 4 -> java.util.Arrays.copyOf(damaged, at);
                default -> value(damaged, at);
            };
        }
        return damaged;
    }

    /** The next value in quotes becomes another; in a body without any, what is there. */
    private byte[] value(byte[] body, int at) {
        byte[] odd = ODD.get(random.nextInt(ODD.size())).getBytes(StandardCharsets.UTF_8);
        int from = at;
        while (from < body.length && body[from] != '"') {
            from++;
        }
        int to = from + 1;
        while (to < body.length && body[to] != '"') {
            to++;
        }
        return to < body.length ? spliced(body, from, to + 1, odd) : spliced(body, at, at + 1, odd);
    }

    private static byte[] spliced(byte[] body, int from, int to, byte[] instead) {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        result.write(body, 0, from);
        result.writeBytes(instead);
        result.write(body, to, body.length - to);
        return result.toByteArray();
    }
}
