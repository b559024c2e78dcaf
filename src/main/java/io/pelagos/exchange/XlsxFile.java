package io.pelagos.exchange;

import io.pelagos.lead.LeadJson;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** A lead a row of a workbook; all values are texts, so that no spreadsheet shortens a number or runs a formula. */
final class XlsxFile implements LeadFile {
    private static final int TEXT_MAX = 32_767;

    private final LeadTable table;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Workbook book;
    private final Worksheet sheet;
    private int row;

    XlsxFile(LeadTable table) {
        this.table = table;
        this.book = new Workbook(bytes, "Pelagos", "1.0");
        this.sheet = book.newWorksheet("leads");
        write(table.columns());
    }

    @Override
    public Buffer page(List<LeadJson.View> leads) {
        try {
            for (LeadJson.View lead : leads) {
                if (row >= Worksheet.MAX_ROWS) {
                    throw new IllegalStateException("a sheet has no room for so many leads");
                }
                write(table.row(lead));
            }
            sheet.flush();
            return taken();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As texts of their own: shared ones would all stay in memory until the end. */
    private void write(List<String> values) {
        for (int column = 0; column < values.size(); column++) {
            String value = values.get(column);
            if (!value.isEmpty()) {
                sheet.inlineString(row, column, value.length() > TEXT_MAX ? value.substring(0, TEXT_MAX) : value);
            }
        }
        row++;
    }

    private Buffer taken() {
        Buffer part = Buffer.buffer(bytes.toByteArray());
        bytes.reset();
        return part;
    }

    @Override
    public Buffer end() {
        try {
            sheet.finish();
            book.finish();
            return taken();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
