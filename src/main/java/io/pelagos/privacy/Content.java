package io.pelagos.privacy;

import io.pelagos.deadletter.LetterBody;
import io.pelagos.exchange.SealedRows;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What sealed bytes are, for who looks for a person in them. */
@FunctionalInterface
interface Content {
    /**
     * What was found.
     *
     * @param words that mention the person
     * @param left what may stay, to be sealed again; null: nothing
     */
    record Found(String words, byte @Nullable [] left) {}

    /**
     * Looks for a person; null when he is not in it.
     *
     * @param own whether all of it is about him
     */
    @Nullable
    Found look(byte[] plain, boolean own, Predicate<String> mentions);

    /** What stands for a text that is gone. */
    byte[] GONE = "(erased)".getBytes(StandardCharsets.UTF_8);

    /** A text; another takes its place. */
    Content WORDS = (plain, own, mentions) -> whole(text(plain), own, mentions, GONE);

    /** A text, or anything like it, that goes with all that belongs to it. */
    Content RECORD = (plain, own, mentions) -> whole(text(plain), own, mentions, null);

    /** A delivery that nobody could take. */
    Content LETTER = (plain, own, mentions) -> whole(LetterBody.words(plain), own, mentions, null);

    /** Rows of a file: the others stay. */
    Content ROWS = (plain, own, mentions) -> {
        String rows = SealedRows.which(plain, mentions);
        return rows.isEmpty() ? null : new Found(rows, SealedRows.without(plain, mentions));
    };

    /** Names of a file's columns; where it has none, a row stands there. */
    Content COLUMNS = (plain, own, mentions) -> {
        String rows = SealedRows.which(plain, mentions);
        return rows.isEmpty() ? null : new Found(rows, SealedRows.blanked(plain, mentions));
    };

    /** An answer that would be given again: whoever asks again hears why not. */
    Content ANSWER = (plain, own, mentions) -> whole(text(plain), own, mentions, goneAnswer());

    private static @Nullable Found whole(
            String words, boolean own, Predicate<String> mentions, byte @Nullable [] left) {
        return own || mentions.test(words) ? new Found(words, left) : null;
    }

    private static String text(byte[] plain) {
        return new String(plain, StandardCharsets.UTF_8);
    }

    private static byte[] goneAnswer() {
        JsonObject problem = new JsonObject()
                .put("type", "/problems/erased")
                .put("title", "What this request was answered has been erased")
                .put("status", 410);
        return new JsonObject()
                .put("status", 410)
                .put("type", "application/problem+json")
                .put("headers", new JsonObject())
                .put("body", problem.encode())
                .toBuffer()
                .getBytes();
    }
}
