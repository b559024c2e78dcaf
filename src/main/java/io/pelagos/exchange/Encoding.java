package io.pelagos.exchange;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how a text is written: by its byte order mark, else by its first megabyte: what is valid UTF-8 is UTF-8,
 * anything else GB18030, of which GBK and GB2312 are parts. Text that is plain ASCII for the whole megabyte and turns
 * out otherwise later is taken for UTF-8; rows that do not fit are faulty.
 *
 * @param text without the mark
 */
public record Encoding(String name, BufferedReader text) {
    /** What stands where bytes were no character. */
    static final char BROKEN = '\uFFFD';

    private static final int LOOK_BYTES = 1 << 20;
    private static final int BUFFER_CHARACTERS = 1 << 16;

    /** What is called so is in the wild often more. */
    private static final Map<String, String> WIDER = Map.of("gbk", "GB18030", "gb2312", "GB18030");

    /**
     * The {@code charset} that a media type names; null when it names none. Throws
     * {@link java.nio.charset.IllegalCharsetNameException} or {@link java.nio.charset.UnsupportedCharsetException}.
     */
    static @Nullable Charset named(@Nullable String contentType) {
        for (String part : contentType == null ? new String[0] : contentType.split(";", -1)) {
            String[] pair = part.strip().split("=", 2);
            if (pair.length == 2 && pair[0].strip().equalsIgnoreCase("charset")) {
                String name = pair[1].replace("\"", "").strip();
                return Charset.forName(WIDER.getOrDefault(name.toLowerCase(Locale.ROOT), name));
            }
        }
        return null;
    }

    /** A short text whole, as {@link #of} finds out how it is written. */
    public static String decoded(byte[] bytes) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Reader text = of(new ByteArrayInputStream(bytes), null).text()) {
            char[] part = new char[BUFFER_CHARACTERS];
            for (int n = text.read(part); n >= 0; n = text.read(part)) {
                all.append(part, 0, n);
            }
        }
        return all.toString();
    }

    /** @param told by the one who sends it; a byte order mark knows better */
    static Encoding of(InputStream bytes, @Nullable Charset told) throws IOException {
        byte[] first = bytes.readNBytes(LOOK_BYTES);
        if (starts(first, 0xEF, 0xBB, 0xBF)) {
            return reader(StandardCharsets.UTF_8, first, 3, bytes);
        } else if (starts(first, 0xFF, 0xFE)) {
            return reader(StandardCharsets.UTF_16LE, first, 2, bytes);
        } else if (starts(first, 0xFE, 0xFF)) {
            return reader(StandardCharsets.UTF_16BE, first, 2, bytes);
        } else if (told != null) {
            return reader(told, first, 0, bytes);
        }
        if (isUtf16(first)) {
            throw new BadFile(
                    "the text looks like UTF-16 without a byte order mark: say charset=utf-16le, or utf-16be");
        }
        Charset found = isUtf8(first, first.length < LOOK_BYTES) ? StandardCharsets.UTF_8 : Charset.forName("GB18030");
        return reader(found, first, 0, bytes);
    }

    private static boolean starts(byte[] bytes, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUtf8(byte[] bytes, boolean whole) {
        CharBuffer into = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), into, whole);
        return !result.isError();
    }

    /** Each end of a line has a NUL before it, or each behind it. */
    private static boolean isUtf16(byte[] bytes) {
        int ends = 0;
        int before = 0;
        int behind = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                ends++;
                before += i > 0 && bytes[i - 1] == 0 ? 1 : 0;
                behind += i + 1 < bytes.length && bytes[i + 1] == 0 ? 1 : 0;
            }
        }
        return ends > 0 && (before == ends || behind == ends);
    }

    private static Encoding reader(Charset charset, byte[] first, int skip, InputStream rest) {
        InputStream all =
                new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOfRange(first, skip, first.length)), rest);
        // Not with a decoder: what cannot be read becomes BROKEN, and only its row is lost.
        Reader reader = new InputStreamReader(all, charset);
        return new Encoding(charset.name(), new BufferedReader(reader, BUFFER_CHARACTERS));
    }
}
