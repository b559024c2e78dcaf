package io.pelagos.channel;

import static io.pelagos.channel.IntakeStatements.column;
import static io.pelagos.channel.IntakeStatements.ids;
import static io.pelagos.channel.IntakeStatements.times;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/** New leads as the arrays that their tables take. */
final class LeadColumns {
    private LeadColumns() {}

    static Tuple lead(List<Entry> leads) {
        return Tuple.from(new Object[] {
            column(leads, Integer[]::new, e -> e.row().tenant()),
            ids(leads),
            column(leads, String[]::new, e -> String.valueOf(e.row().state().letter())),
            column(leads, String[]::new, e -> e.row().pool()),
            times(leads),
            column(leads, String[]::new, e -> e.stamp().facts()),
            column(leads, Buffer[]::new, e -> Buffer.buffer(e.stamp().chain()))
        });
    }

    static Tuple detail(List<Entry> leads) {
        return Tuple.from(new Object[] {
            column(leads, Integer[]::new, e -> e.row().tenant()),
            ids(leads),
            leads.stream().map(e -> e.draft.channel()).toArray(String[]::new),
            column(leads, Buffer[]::new, e -> Buffer.buffer(e.stamp().sealed().key())),
            column(leads, Buffer[]::new, e -> Buffer.buffer(e.stamp().sealed().sealed())),
            column(leads, String[]::new, e -> e.draft.source().encode()),
            times(leads)
        });
    }

    static Tuple journal(List<Entry> leads) {
        return Tuple.from(new Object[] {
            column(leads, Integer[]::new, e -> e.row().tenant()),
            ids(leads),
            times(leads),
            column(leads, String[]::new, e -> e.row().pool()),
            column(leads, Buffer[]::new, e -> Buffer.buffer(e.stamp().body())),
            column(leads, Buffer[]::new, e -> Buffer.buffer(e.stamp().chain()))
        });
    }
}
