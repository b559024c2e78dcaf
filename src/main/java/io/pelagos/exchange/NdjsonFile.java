package io.pelagos.exchange;

import io.pelagos.lead.LeadJson;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/** A lead a line, as the API shows it. */
final class NdjsonFile implements LeadFile {
    @Override
    public Buffer page(List<LeadJson.View> leads) {
        Buffer text = Buffer.buffer();
        leads.forEach(lead -> text.appendBuffer(LeadJson.bytes(lead)).appendByte((byte) '\n'));
        return text;
    }

    @Override
    public Buffer end() {
        return Buffer.buffer();
    }
}
