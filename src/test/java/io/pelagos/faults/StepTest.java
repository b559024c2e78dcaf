package io.pelagos.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** The steps of the protocol are recognised in what passes on the wires, however it is cut into pieces. */
class StepTest {

    private static final int LONG_MILLIS = 10_000;
    private static final String SCRIPT = "-- nonce\nreturn 1 -- The alarm clock: leads whose deadline has come";

    private final Traps traps = new Traps();

    @Test
    void a_script_is_known_once_it_was_loaded_and_its_answer_is_told_from_others() throws IOException {
        RedisTalk talk = new RedisTalk(null, traps);
        ask(talk, command("SCRIPT", "LOAD", SCRIPT));
        tell(talk, "$40\r\n" + Scripts.sha(SCRIPT) + "\r\n");
        ask(talk, command("evalsha", Scripts.sha(SCRIPT), "1", "{c1}:1:"));
        ask(talk, command("GET", "x"));
        // Nobody is due: only the time.
        tell(talk, "*1\r\n$1\r\n5\r\n$-1\r\n");
        ask(talk, command("GET", "x"));
        ask(talk, command("EVALSHA", Scripts.sha(SCRIPT), "1", "{c1}:1:"));
        assertCaughtAt(Step.ALARM_RANG, () -> tell(talk, "$2\r\n\r\n\r\n*2\r\n$1\r\n5\r\n$1\r\n7\r\n"));
    }

    @Test
    void a_commit_is_caught_before_it_leaves_and_before_its_answer_is_heard() throws IOException {
        PostgresTalk talk = new PostgresTalk(null, traps);
        ask(talk, hello());
        talk.answered(message('Z', new byte[] {'I'}), 6);
        ask(talk, message('P', zeros("s1", "with fence as materialized (select 1)")));
        ask(talk, message('S', new byte[0]));
        talk.answered(message('Z', new byte[] {'I'}), 6);
        ask(talk, message('B', zeros("", "s1")));
        assertCaughtAt(Step.COMMIT_ASKED, () -> ask(talk, message('S', new byte[0])));
        ask(talk, message('B', zeros("", "s1")));
        ask(talk, message('S', new byte[0]));
        byte[] ready = message('Z', new byte[] {'I'});
        talk.answered(ready, ready.length);
        assertCaughtAt(Step.COMMITTED, () -> talk.answered(ready, ready.length));
    }

    @Test
    void the_end_of_a_transaction_is_named_by_what_it_did() throws IOException {
        PostgresTalk talk = new PostgresTalk(null, traps);
        ask(talk, hello());
        ask(talk, message('Q', zeros("BEGIN")));
        ask(talk, message('Q', zeros("insert into lead (tenant, id, version, state) select 1")));
        assertCaughtAt(Step.INTAKE_COMMIT_ASKED, () -> ask(talk, message('Q', zeros("COMMIT"))));
    }

    @Test
    void only_the_answer_to_a_claim_that_was_granted_is_held() throws IOException {
        ClientTalk talk = new ClientTalk(null, traps);
        ask(talk, "POST /api/v1/leads HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
        tell(talk, "HTTP/1.1 201 Created\r\n");
        ask(talk, "POST /api/v1/pools/p/claims HTTP/1.1\r\n".getBytes(StandardCharsets.US_ASCII));
        assertCaughtAt(Step.CLAIM_ANSWERED, () -> tell(talk, "HTTP/1.1 201 Created\r\n"));
    }

    @Test
    void what_is_held_goes_on_or_is_lost() throws IOException {
        Traps.Trap kept = traps.set(Step.SETTLED);
        kept.letGo();
        traps.pass(null, "settle", false);
        Traps.Trap lost = traps.set(Step.SETTLED);
        CompletableFuture<Void> passing = passing(() -> traps.pass(null, "settle", false));
        lost.await(LONG_MILLIS);
        lost.lose();
        assertThatThrownBy(passing::join).isInstanceOf(CompletionException.class);
    }

    private interface Passing {
        void go() throws IOException;
    }

    private void assertCaughtAt(Step step, Passing passing) {
        try (Traps.Trap trap = traps.set(step)) {
            CompletableFuture<Void> held = passing(passing);
            assertThat(trap.caughtWithin(LONG_MILLIS)).isTrue();
            assertThat(held).isNotDone();
            trap.letGo();
            held.join();
        }
    }

    private static CompletableFuture<Void> passing(Passing passing) {
        return CompletableFuture.runAsync(() -> {
            try {
                passing.go();
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
    }

    /** A byte at a time: the worst that a network may do. */
    private static void ask(TcpProxy.Tap.Talk talk, byte[] bytes) throws IOException {
        if (talk instanceof ClientTalk) {
            talk.asked(bytes, bytes.length);
            return;
        }
        for (int i = 0; i < bytes.length; i++) {
            talk.asked(Arrays.copyOfRange(bytes, i, i + 1), 1);
        }
    }

    private static void tell(TcpProxy.Tap.Talk talk, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        talk.answered(bytes, bytes.length);
    }

    private static byte[] command(String... words) {
        StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hello() {
        return ByteBuffer.allocate(9).putInt(9).putInt(196_608).put((byte) 0).array();
    }

    private static byte[] message(char type, byte[] body) {
        return ByteBuffer.allocate(5 + body.length)
                .put((byte) type)
                .putInt(4 + body.length)
                .put(body)
                .array();
    }

    private static byte[] zeros(String... texts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String text : texts) {
            all.writeBytes(text.getBytes(StandardCharsets.UTF_8));
            all.write(0);
        }
        return all.toByteArray();
    }
}
