package io.pelagos.exchange;

import io.pelagos.lead.LeadJson;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** Leads as a file, written page by page; one page at a time is in memory. */
public interface LeadFile {
    /** What these leads add to it; with the first of them its head. */
    Buffer page(List<LeadJson.View> leads);

    /** What ends it. */
    Buffer end();

    /** An empty file; {@code fields} are ids of the firm's own fields. */
    static LeadFile of(Format format, List<String> fields) {
        LeadTable table = new LeadTable(fields);
        return switch (format) {
            case CSV -> new CsvFile(table);
            case NDJSON -> new NdjsonFile();
            case XLSX -> new XlsxFile(table);
        };
    }
}
