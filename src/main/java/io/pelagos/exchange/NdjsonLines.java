package io.pelagos.exchange;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One JSON object a line. Its row has one value, the line: what it holds is read when it becomes a lead. */
final class NdjsonLines implements Lines {
    /** The one column. */
    static final String COLUMN = "line";
    /** Characters of one line. */
    private static final int LINE_MAX = 1 << 18;

    private final Encoding encoding;
    private long number;

    private NdjsonLines(Encoding encoding) {
        this.encoding = encoding;
    }

    static NdjsonLines open(InputStream bytes, @Nullable Charset told) throws IOException {
        return new NdjsonLines(Encoding.of(bytes, told));
    }

    @Override
    public List<String> columns() {
        return List.of(COLUMN);
    }

    @Override
    public @Nullable Line next() throws IOException {
        String text = line();
        while (text != null && text.isBlank()) {
            text = line();
        }
        if (text == null) {
            return null;
        }
        List<String> values = List.of(text);
        return new Line(number, values, Faulty.of(values, LINE_MAX));
    }

    /** Not longer than a value may be, so that a file without line ends fills no memory. */
    private @Nullable String line() throws IOException {
        BufferedReader in = encoding.text();
        StringBuilder line = new StringBuilder();
        int c = in.read();
        if (c < 0) {
            return null;
        }
        number++;
        while (c >= 0 && c != '\n') {
            if (line.length() <= LINE_MAX) {
                line.append((char) c);
            }
            c = in.read();
        }
        return line.toString();
    }

    @Override
    public String encoding() {
        return encoding.name();
    }

    @Override
    public @Nullable String delimiter() {
        return null;
    }

    @Override
    public void close() throws IOException {
        encoding.text().close();
    }
}
