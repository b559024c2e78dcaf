package io.pelagos.exchange;

import io.pelagos.lead.LeadJson;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** A lead a row. */
final class CsvFile implements LeadFile {
    private final LeadTable table;
    private boolean begun;

    CsvFile(LeadTable table) {
        this.table = table;
    }

    @Override
    public Buffer page(List<LeadJson.View> leads) {
        return head().appendBuffer(CsvText.rows(leads.stream().map(table::row).toList()));
    }

    private Buffer head() {
        if (begun) {
            return Buffer.buffer();
        }
        begun = true;
        return Buffer.buffer(CsvText.MARK).appendBuffer(CsvText.rows(List.of(table.columns())));
    }

    @Override
    public Buffer end() {
        return head();
    }
}
