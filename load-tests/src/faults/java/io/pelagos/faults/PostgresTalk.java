package io.pelagos.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One connection of a node to PostgreSQL (protocol 3, https://www.postgresql.org/docs/current/protocol-message-formats.html),
 * told in the words of {@link Archive#statementName}. What ends with Sync is one question, and ReadyForQuery its answer.
 */
final class PostgresTalk implements TcpProxy.Tap.Talk {

    private static final int SSL_REQUEST = 80_877_103;
    private static final int GSS_REQUEST = 80_877_104;
    private static final int HEAD = 5;

    private final Node node;
    private final Traps traps;
    private final Map<String, String> prepared = new ConcurrentHashMap<>();
    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();
    private String current = "";
    /** What this transaction has done before. */
    private String before = "";

    private boolean greeted;
    /** Answers of one byte that come before all others. */
    private volatile int bareAnswers;

    PostgresTalk(Node node, Traps traps) {
        this.node = node;
        this.traps = traps;
    }

    private final Frames questions = new Frames() {
        @Override
        int end(byte[] all, int from) {
            int head = greeted ? HEAD : HEAD - 1;
            if (all.length - from < head) {
                return -1;
            }
            int end = from + head - 4 + number(all, from + head - 4);
            return end <= all.length ? end : -1;
        }

        @Override
        void take(byte[] all, int from, int end) throws IOException {
            if (greeted) {
                question((char) all[from], all, from + HEAD);
                return;
            }
            int code = number(all, from + 4);
            if (code == SSL_REQUEST || code == GSS_REQUEST) {
                bareAnswers++;
            } else {
                greeted = true;
                waiting.add("");
            }
        }
    };

    private final Frames answers = new Frames() {
        @Override
        int end(byte[] all, int from) {
            if (bareAnswers > 0) {
                return all.length > from ? from + 1 : -1;
            }
            if (all.length - from < HEAD) {
                return -1;
            }
            int end = from + 1 + number(all, from + 1);
            return end <= all.length ? end : -1;
        }

        @Override
        void take(byte[] all, int from, int end) throws IOException {
            if (bareAnswers > 0) {
                bareAnswers--;
            } else if (all[from] == 'Z') {
                String what = waiting.poll();
                traps.pass(node, what == null ? "" : what, false);
            }
        }
    };

    @Override
    public void asked(byte[] piece, int length) throws IOException {
        questions.add(piece, length);
    }

    @Override
    public void answered(byte[] piece, int length) throws IOException {
        answers.add(piece, length);
    }

    private void question(char type, byte[] all, int body) throws IOException {
        switch (type) {
            case 'P' -> {
                String statement = text(all, body);
                int query = body + statement.getBytes(StandardCharsets.UTF_8).length + 1;
                prepared.put(statement, Archive.statementName(text(all, query)));
            }
            case 'B' -> {
                int statement = body + text(all, body).getBytes(StandardCharsets.UTF_8).length + 1;
                current = prepared.getOrDefault(text(all, statement), "");
            }
            case 'Q' -> {
                current = Archive.statementName(text(all, body));
                asked();
            }
            case 'S' -> asked();
            default -> {}
        }
    }

    private void asked() throws IOException {
        String what = current;
        current = "";
        if (what.equals("end")) {
            what = before + "-commit";
            before = "";
        } else if (!what.isEmpty()) {
            before = what;
        }
        waiting.add(what);
        traps.pass(node, what, true);
    }

    private static int number(byte[] all, int at) {
        return (all[at] & 0xff) << 24 | (all[at + 1] & 0xff) << 16 | (all[at + 2] & 0xff) << 8 | all[at + 3] & 0xff;
    }

    /** Up to the zero byte. */
    private static String text(byte[] all, int from) {
        int end = from;
        while (all[end] != 0) {
            end++;
        }
        return new String(all, from, end - from, StandardCharsets.UTF_8);
    }
}
