package io.pelagos.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One connection of a node to Redis (RESP2 and RESP3, https://redis.io/docs/latest/develop/reference/protocol-spec), told in
 * the words of {@link Layout#scriptName}. A script that has found something has a plus behind its name when it answers.
 */
final class RedisTalk implements TcpProxy.Tap.Talk {

    private static final int WORDS_MAX = 3;

    private final Node node;
    private final Traps traps;
    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();

    private final Frames questions = new Frames() {
        @Override
        int end(byte[] all, int from) {
            return frameEnd(all, from);
        }

        @Override
        void take(byte[] all, int from, int end) throws IOException {
            String what = traps.scripts().what(words(all, from));
            waiting.add(what);
            traps.pass(node, what, true);
        }
    };

    private final Frames answers = new Frames() {
        @Override
        int end(byte[] all, int from) {
            return frameEnd(all, from);
        }

        @Override
        void take(byte[] all, int from, int end) throws IOException {
            String what = waiting.poll();
            if (what != null) {
                traps.pass(node, what, false);
                if (all[from] == '*' && number(all, from) > 1) {
                    traps.pass(node, what + "+", false);
                }
            }
        }
    };

    RedisTalk(Node node, Traps traps) {
        this.node = node;
        this.traps = traps;
    }

    @Override
    public void asked(byte[] piece, int length) throws IOException {
        questions.add(piece, length);
    }

    @Override
    public void answered(byte[] piece, int length) throws IOException {
        answers.add(piece, length);
    }

    /** The first words of a command, the first in capitals. */
    private static List<String> words(byte[] all, int from) {
        List<String> words = new ArrayList<>();
        int at = lineEnd(all, from);
        for (int left = Math.min(WORDS_MAX, number(all, from)); left > 0; left--) {
            int length = number(all, at);
            int begin = lineEnd(all, at);
            words.add(new String(all, begin, length, StandardCharsets.UTF_8));
            at = begin + length + 2;
        }
        if (!words.isEmpty()) {
            words.set(0, words.get(0).toUpperCase(Locale.ROOT));
        }
        return words;
    }

    private static int frameEnd(byte[] all, int from) {
        int line = lineEnd(all, from);
        if (line < 0) {
            return -1;
        }
        return switch (all[from]) {
            case '$', '=', '!' -> {
                int length = number(all, from);
                int end = length < 0 ? line : line + length + 2;
                yield end <= all.length ? end : -1;
            }
            case '*', '~', '>' -> elements(all, line, number(all, from));
            case '%' -> elements(all, line, 2 * number(all, from));
            default -> line;
        };
    }

    private static int elements(byte[] all, int from, int count) {
        int at = from;
        for (int i = 0; i < count && at >= 0; i++) {
            at = at < all.length ? frameEnd(all, at) : -1;
        }
        return at;
    }

    /** Behind the line's end; -1 when it has not come. */
    private static int lineEnd(byte[] all, int from) {
        for (int i = from; i + 1 < all.length; i++) {
            if (all[i] == '\r' && all[i + 1] == '\n') {
                return i + 2;
            }
        }
        return -1;
    }

    private static int number(byte[] all, int from) {
        int end = lineEnd(all, from) - 2;
        return Integer.parseInt(new String(all, from + 1, end - from - 1, StandardCharsets.US_ASCII));
    }
}
