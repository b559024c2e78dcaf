package io.pelagos.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The first sheet of a workbook (ECMA-376), row by row. A million rows take no more memory than ten: that is why this is
 * no library, as those at hand keep all shared texts in memory.
 */
final class XlsxLines implements Lines {
    private static final int ROWS_MAX = 1 << 20;

    private final ZipFile zip;
    private final XlsxStrings strings;
    private final XlsxStyles styles;
    private final XlsxPart sheet;
    private List<String> columns = List.of();
    private long row;

    private XlsxLines(ZipFile zip, XlsxStrings strings, XlsxStyles styles, XlsxPart sheet) {
        this.zip = zip;
        this.strings = strings;
        this.styles = styles;
        this.sheet = sheet;
    }

    static XlsxLines open(InputStream bytes, Spool spool) throws IOException {
        ZipFile zip = spool.zip(bytes);
        try {
            XlsxBook book = XlsxBook.read(zip);
            XlsxPart sheet = XlsxPart.open(zip, book.sheet());
            if (sheet == null) {
                throw new BadFile("the workbook has no sheet");
            }
            XlsxStyles styles = XlsxStyles.read(zip, book.from1904());
            XlsxLines lines = new XlsxLines(zip, XlsxStrings.read(zip, spool), styles, sheet);
            Line first = lines.next();
            if (first == null) {
                lines.close();
                throw new BadFile("the first sheet is empty");
            }
            lines.columns = Columns.unique(first.values());
            return lines;
        } catch (IOException e) {
            zip.close();
            throw e;
        }
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public @Nullable Line next() throws IOException {
        for (int event = sheet.next(); event != XMLStreamReader.END_DOCUMENT; event = sheet.next()) {
            if (event == XMLStreamReader.START_ELEMENT
                    && sheet.xml.getLocalName().equals("row")) {
                Line line = row();
                if (!line.values().stream().allMatch(String::isBlank)) {
                    return line;
                }
            }
        }
        return null;
    }

    private Line row() throws IOException {
        row = number(sheet.attribute("r"), row + 1);
        if (row > ROWS_MAX) {
            throw new BadFile("the sheet has more than " + ROWS_MAX + " rows");
        }
        List<String> values = new ArrayList<>();
        for (int event = sheet.next(); event != XMLStreamReader.END_DOCUMENT; event = sheet.next()) {
            String name = event == XMLStreamReader.START_ELEMENT || event == XMLStreamReader.END_ELEMENT
                    ? sheet.xml.getLocalName()
                    : "";
            if (event == XMLStreamReader.END_ELEMENT && name.equals("row")) {
                break;
            } else if (event == XMLStreamReader.START_ELEMENT && name.equals("c")) {
                cell(values);
            }
        }
        while (values.size() > columns.size()
                && !values.isEmpty()
                && values.get(values.size() - 1).isBlank()) {
            values.remove(values.size() - 1);
        }
        // Empty cells at a row's end are not written.
        while (values.size() < columns.size()) {
            values.add("");
        }
        boolean ragged = !columns.isEmpty() && values.size() > columns.size();
        String fault = ragged
                ? "has " + values.size() + " values, and the first row " + columns.size()
                : Faulty.of(values, VALUE_MAX);
        return new Line(row, values, fault);
    }

    private void cell(List<String> values) throws IOException {
        int column = column(sheet.attribute("r"), values.size());
        String type = sheet.attribute("t");
        int style = (int) number(sheet.attribute("s"), -1);
        String value = value(type == null ? "n" : type, style);
        if (column >= COLUMNS_MAX) {
            if (value.isBlank()) {
                return;
            }
            throw new BadFile("the sheet has more than " + COLUMNS_MAX + " columns");
        }
        while (values.size() < column) {
            values.add("");
        }
        if (values.size() == column) {
            values.add(value);
        }
    }

    private String value(String type, int style) throws IOException {
        String value = "";
        for (int event = sheet.next(); event != XMLStreamReader.END_DOCUMENT; event = sheet.next()) {
            if (event == XMLStreamReader.END_ELEMENT && sheet.xml.getLocalName().equals("c")) {
                break;
            } else if (event == XMLStreamReader.START_ELEMENT) {
                String name = sheet.xml.getLocalName();
                if (name.equals("v") || name.equals("is")) {
                    value = sheet.text();
                }
            }
        }
        return switch (type) {
            case "s" -> value.isEmpty() ? "" : strings.get((int) number(value, -1));
            case "b" -> value.equals("1") ? "true" : "false";
            case "n" -> value.isEmpty() ? "" : styles.text(value.strip(), style);
            case "e" -> "";
            default -> value;
        };
    }

    /** {@code BC12} is column 54, from 0. */
    private static int column(@Nullable String reference, int otherwise) {
        int column = 0;
        int letters = 0;
        while (reference != null && letters < reference.length() && letters < 4) {
            char c = reference.charAt(letters);
            if (c < 'A' || c > 'Z') {
                break;
            }
            column = column * 26 + c - 'A' + 1;
            letters++;
        }
        return letters == 0 ? otherwise : column - 1;
    }

    private static long number(@Nullable String text, long otherwise) {
        try {
            return text == null ? otherwise : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    @Override
    public String encoding() {
        return "UTF-8";
    }

    @Override
    public @Nullable String delimiter() {
        return null;
    }

    @Override
    public void close() throws IOException {
        sheet.close();
        strings.close();
        zip.close();
    }
}
