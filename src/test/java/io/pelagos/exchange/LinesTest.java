package io.pelagos.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as they are found in the wild, read row by row. */
class LinesTest {
    private static final String TABLE = "姓名,手机号\n张伟,13800138000\n李娜,13900139000\n";

    @TempDir
    Path dir;

    private List<Line> read(Format format, byte[] bytes) throws IOException {
        try (Lines lines = new Source(format, null).open(new ByteArrayInputStream(bytes), new Spool(dir))) {
            return rest(lines);
        }
    }

    private static List<Line> rest(Lines lines) throws IOException {
        List<Line> all = new ArrayList<>();
        for (Line line = lines.next(); line != null; line = lines.next()) {
            all.add(line);
        }
        return all;
    }

    private static byte[] marked(String text, Charset charset) {
        return ("\uFEFF" + text).getBytes(charset);
    }

    private static Lines csv(byte[] bytes) throws IOException {
        return CsvLines.open(new ByteArrayInputStream(bytes), null);
    }

    @Test
    void knows_how_a_text_is_written() throws IOException {
        byte[][] written = {
            TABLE.getBytes(StandardCharsets.UTF_8),
            marked(TABLE, StandardCharsets.UTF_8),
            TABLE.getBytes(Charset.forName("GB18030")),
            marked(TABLE, StandardCharsets.UTF_16LE),
            marked(TABLE, StandardCharsets.UTF_16BE)
        };
        String[] names = {"UTF-8", "UTF-8", "GB18030", "UTF-16LE", "UTF-16BE"};
        for (int i = 0; i < names.length; i++) {
            try (Lines lines = csv(written[i])) {
                assertThat(lines.encoding()).isEqualTo(names[i]);
                assertThat(lines.columns()).containsExactly("姓名", "手机号");
                assertThat(rest(lines).get(0).values()).containsExactly("张伟", "13800138000");
            }
        }
    }

    @Test
    void utf_16_without_a_mark_is_asked_for_by_its_name() throws IOException {
        byte[] bytes = TABLE.getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> csv(bytes)).isInstanceOf(BadFile.class).hasMessageContaining("utf-16le");
        try (Lines lines =
                CsvLines.open(new ByteArrayInputStream(bytes), Encoding.named("text/csv; charset=\"UTF-16LE\""))) {
            assertThat(lines.columns()).containsExactly("姓名", "手机号");
        }
        assertThat(Source.ofType("text/csv; charset=klingon")).isNull();
    }

    @Test
    void a_character_that_the_megabyte_cuts_in_two_does_not_make_it_another_encoding() throws IOException {
        String text = "a\n" + "汉".repeat(30_000) + "\n";
        byte[] bytes = text.repeat(14).getBytes(StandardCharsets.UTF_8);
        assertThat(bytes.length).isGreaterThan(1 << 20);
        assertThat((bytes[1 << 20] & 0xC0)).as("within a character").isEqualTo(0x80);
        try (Lines lines = csv(bytes)) {
            assertThat(lines.encoding()).isEqualTo("UTF-8");
        }
    }

    @Test
    void finds_what_parts_the_values() throws IOException {
        for (String delimiter : List.of(",", ";", "\t", "|")) {
            try (Lines lines =
                    csv(("\"a,;b\"" + delimiter + "c\n1" + delimiter + "2\n").getBytes(StandardCharsets.UTF_8))) {
                assertThat(lines.delimiter()).isEqualTo(delimiter);
                assertThat(rest(lines).get(0).values()).containsExactly("1", "2");
            }
        }
    }

    @Test
    void a_row_that_is_ragged_is_a_faulty_row_and_no_end_of_the_file() throws IOException {
        String text =
                "name,phone,name,\nLi,1,2,3\n\n,,,\nshort,1\nlong,1,2,3,4\nempty,1,2,3,,\n\"quoted \"\"x\"\"\nnext\",1,2,3\n";
        try (Lines lines = csv(text.getBytes(StandardCharsets.UTF_8))) {
            assertThat(lines.columns()).containsExactly("name", "phone", "name (2)", "column 4");
            List<Line> rows = rest(lines);
            assertThat(rows).extracting(Line::number).containsExactly(2L, 5L, 6L, 7L, 8L);
            assertThat(rows)
                    .extracting(Line::fault)
                    .containsExactly(
                            null,
                            "has 2 values, and the first line 4",
                            "has 5 values, and the first line 4",
                            null,
                            null);
            assertThat(rows.get(4).values().get(0)).isEqualTo("quoted \"x\"\nnext");
        }
    }

    @Test
    void bytes_that_are_no_characters_cost_their_row_only() throws IOException {
        byte[] bytes = "name\nLi\n?\nWu\n".getBytes(StandardCharsets.UTF_8);
        byte[] filler = "x\n".repeat(1 << 19).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write("name\n".getBytes(StandardCharsets.UTF_8));
        all.write(filler);
        bytes[8] = (byte) 0xFF;
        all.write(bytes, 5, bytes.length - 5);
        List<Line> rows = read(Format.CSV, all.toByteArray());
        assertThat(rows.stream().filter(line -> line.fault() != null)).hasSize(1);
        assertThat(rows.get(rows.size() - 1).values()).containsExactly("Wu");
    }

    @Property(tries = 60)
    void what_is_written_as_csv_is_read_as_it_was(
            @ForAll @Size(min = 1, max = 4) List<@Size(min = 3, max = 3) List<String>> table) throws IOException {
        List<List<String>> rows = table.stream()
                .map(row -> row.stream()
                        .map(value -> "v"
                                + value.replace("\r", "")
                                        .replace(Encoding.BROKEN, '?')
                                        .replaceAll("\\p{Cs}", ""))
                        .toList())
                .toList();
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.write("a,b,c\r\n".getBytes(StandardCharsets.UTF_8));
        text.write(CsvText.rows(rows).getBytes());
        try (Lines lines = csv(text.toByteArray())) {
            assertThat(rest(lines)).extracting(Line::values).containsExactlyElementsOf(rows);
        }
    }

    @Test
    void a_formula_is_text_in_a_file_and_comes_back_as_it_was() {
        for (String value : List.of("=1+1", "+8613800138000", "-3", "@x", "\tx")) {
            assertThat(Guarded.close(value)).isEqualTo("'" + value);
            assertThat(Guarded.open(Guarded.close(value))).isEqualTo(value);
        }
        assertThat(Guarded.open("'tis")).isEqualTo("'tis");
    }

    private interface Filling {
        void fill(Worksheet sheet);
    }

    private static byte[] workbook(Filling filling) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook book = new Workbook(bytes, "tests", "1.0")) {
            filling.fill(book.newWorksheet("leads"));
        }
        return bytes.toByteArray();
    }

    @Test
    void a_workbook_keeps_all_digits_and_shows_dates_as_dates() throws IOException {
        byte[] bytes = workbook(sheet -> {
            sheet.value(0, 0, "姓名");
            sheet.value(0, 1, "手机");
            sheet.value(0, 2, "成交时间");
            sheet.value(1, 0, "张伟");
            sheet.value(1, 1, 13_800_138_000L);
            sheet.value(1, 2, LocalDate.of(2026, 5, 4));
            sheet.style(1, 2).format("yyyy-mm-dd").set();
            sheet.inlineString(3, 0, "李娜 <&>");
            sheet.value(3, 1, 1.38001380015E10);
            sheet.value(3, 2, LocalDateTime.of(2026, 5, 4, 9, 30));
            sheet.style(3, 2).format("yyyy/m/d h:mm").set();
            sheet.value(4, 0, true);
            sheet.value(4, 3, "beyond");
        });
        List<Line> rows = read(Format.XLSX, bytes);
        assertThat(rows).extracting(Line::number).containsExactly(2L, 4L, 5L);
        assertThat(rows.get(0).values()).containsExactly("张伟", "13800138000", "2026-05-04");
        assertThat(rows.get(1).values()).containsExactly("李娜 <&>", "13800138001.5", "2026-05-04T09:30:00");
        assertThat(rows.get(2).fault()).isEqualTo("has 4 values, and the first row 3");
        assertThat(dir.toFile().list()).as("files left behind").isEmpty();
    }

    @Test
    void more_texts_than_a_cache_holds_are_found_again() throws IOException {
        int count = 70_000;
        byte[] bytes = workbook(sheet -> {
            sheet.value(0, 0, "name");
            for (int i = 1; i <= count; i++) {
                sheet.value(i, 0, "text " + i);
            }
            sheet.value(count + 1, 0, "text 1");
        });
        List<Line> rows = read(Format.XLSX, bytes);
        assertThat(rows).hasSize(count + 1);
        assertThat(rows.get(count - 1).values()).containsExactly("text " + count);
        assertThat(rows.get(count).values()).containsExactly("text 1");
    }

    private static byte[] zip(String... parts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < parts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(parts[i]));
                zip.write(parts[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void what_is_no_workbook_or_made_to_do_harm_is_refused() throws IOException {
        String book = "<workbook/>";
        String row = "<row><c t=\"inlineStr\"><is><t>name</t></is></c></row>";
        Stream<byte[]> bad = Stream.of(
                "no zip".getBytes(StandardCharsets.UTF_8),
                zip("a.txt", "x"),
                zip("xl/workbook.xml", book),
                zip("xl/workbook.xml", book, "xl/worksheets/sheet1.xml", "<worksheet><row>"),
                zip(
                        "xl/workbook.xml",
                        book,
                        "xl/worksheets/sheet1.xml",
                        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><worksheet><sheetData>" + row
                                + "<row><c t=\"inlineStr\"><is><t>&e;</t></is></c></row></sheetData></worksheet>"),
                zip(
                        "xl/workbook.xml",
                        book,
                        "xl/worksheets/sheet1.xml",
                        "<worksheet>" + row + " ".repeat(8_000_000) + "</worksheet>"));
        bad.forEach(bytes -> assertThatThrownBy(() -> read(Format.XLSX, bytes)).isInstanceOf(BadFile.class));
    }

    @Test
    void lines_of_json_may_be_long_but_not_endless() throws IOException {
        InputStream bytes =
                new ByteArrayInputStream(("{\"name\":\"Li\"}\r\n\n{\"name\":\"" + "x".repeat(1 << 19) + "\"}\n[1]")
                        .getBytes(StandardCharsets.UTF_8));
        try (Lines lines = NdjsonLines.open(bytes, null)) {
            List<Line> rows = rest(lines);
            assertThat(rows).extracting(Line::number).containsExactly(1L, 3L, 4L);
            assertThat(rows.get(1).fault()).contains("characters");
        }
    }
}
