package io.pelagos.exchange;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A CSV file: parted by comma, semicolon, tab or bar, whichever its first line has most of; quoted after RFC 4180. */
final class CsvLines implements Lines {
    private static final int FIRST_LINE_MAX = 1 << 15;
    /** Characters of one row. */
    private static final int ROW_MAX = 1 << 20;

    private static final String DELIMITERS = ",;\t|";

    private final Encoding encoding;
    private final char delimiter;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> columns;

    private CsvLines(Encoding encoding, char delimiter, CloseableIterator<CsvRecord> records, List<String> columns) {
        this.encoding = encoding;
        this.delimiter = delimiter;
        this.records = records;
        this.columns = columns;
    }

    static CsvLines open(InputStream bytes, @Nullable Charset told) throws IOException {
        Encoding encoding = Encoding.of(bytes, told);
        char delimiter = delimiter(encoding.text());
        CloseableIterator<CsvRecord> records = CsvReader.builder()
                .fieldSeparator(delimiter)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .allowExtraCharsAfterClosingQuote(true)
                .skipEmptyLines(true)
                .maxBufferSize(ROW_MAX)
                .ofCsvRecord(encoding.text())
                .iterator();
        CsvRecord first = record(records);
        if (first == null) {
            throw new BadFile("the file is empty");
        }
        return new CsvLines(encoding, delimiter, records, Columns.unique(first.getFields()));
    }

    /** Whichever is there most often before the first line ends, outside of quotes. */
    private static char delimiter(BufferedReader text) throws IOException {
        text.mark(FIRST_LINE_MAX + 1);
        int[] counts = new int[DELIMITERS.length()];
        boolean quoted = false;
        boolean begun = false;
        for (int i = 0; i < FIRST_LINE_MAX; i++) {
            int c = text.read();
            if (c < 0 || (begun && !quoted && (c == '\n' || c == '\r'))) {
                break;
            }
            begun |= c != '\n' && c != '\r';
            quoted ^= c == '"';
            int known = quoted ? -1 : DELIMITERS.indexOf(c);
            if (known >= 0) {
                counts[known]++;
            }
        }
        text.reset();
        int most = 0;
        for (int i = 1; i < counts.length; i++) {
            most = counts[i] > counts[most] ? i : most;
        }
        return DELIMITERS.charAt(most);
    }

    private static @Nullable CsvRecord record(CloseableIterator<CsvRecord> records) throws IOException {
        try {
            return records.hasNext() ? records.next() : null;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (CsvParseException e) {
            // Its own words may repeat what stands there.
            throw new BadFile("the file cannot be read as CSV: a quote that never ends, or a row of more than "
                    + ROW_MAX + " characters");
        }
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public @Nullable Line next() throws IOException {
        CsvRecord record = record(records);
        while (record != null && record.getFields().stream().allMatch(String::isBlank)) {
            record = record(records);
        }
        return record == null ? null : line(record.getStartingLineNumber(), record.getFields());
    }

    private Line line(long number, List<String> fields) {
        List<String> values = new ArrayList<>(fields);
        // Tables that are written as CSV end in empty values.
        while (values.size() > columns.size() && values.get(values.size() - 1).isBlank()) {
            values.remove(values.size() - 1);
        }
        String fault = values.size() == columns.size()
                ? Faulty.of(values, VALUE_MAX)
                : "has " + values.size() + " values, and the first line " + columns.size();
        return new Line(number, values, fault);
    }

    @Override
    public String encoding() {
        return encoding.name();
    }

    @Override
    public String delimiter() {
        return Character.toString(delimiter);
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
