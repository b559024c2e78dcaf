package io.pelagos.http;

import io.pelagos.audit.Head;
import io.pelagos.audit.HeadsExport;
import io.pelagos.audit.HeadsText;
import io.pelagos.platform.PgPool;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.WriteStream;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** Hashes of the newest lines, for who keeps them elsewhere: the command {@code verify} compares the journal with them. */
public final class AuditRoutes {
    private static final int EXPORTS_MAX = 2;

    private final PgPool scans;
    private final Clock clock;
    private final Room room = new Room(EXPORTS_MAX, "As many exports as allowed are under way");

    AuditRoutes(PgPool scans, Clock clock) {
        this.scans = scans;
        this.clock = clock;
    }

    public void register(Api api) {
        api.route(HttpMethod.GET, "/audit/heads", Access.AUDITORS, this::heads);
    }

    private Future<Answer> heads(Call call) {
        room.enter(call.tenant().no());
        Export export = new Export(call.tenant());
        // Read before the first byte is sent, so that an outage is still a problem and no broken file.
        return export.read().onFailure(e -> room.leave(call.tenant().no())).map(first -> Answer.stream(
                        200, "application/x-ndjson;charset=utf-8", export)
                .header("Content-Disposition", "attachment; filename=\"heads.ndjson\""));
    }

    private final class Export implements Answer.Streaming {
        private final TenantConfig tenant;
        private final HeadsText text = new HeadsText();
        private List<Head> next = List.of();
        private boolean begun;

        Export(TenantConfig tenant) {
            this.tenant = tenant;
        }

        Future<List<Head>> read() {
            long after =
                    next.isEmpty() ? Long.MIN_VALUE : next.get(next.size() - 1).lead();
            return scans.use(c ->
                            c.preparedQuery(HeadsExport.SQL).execute(Tuple.of(tenant.no(), after, HeadsExport.PAGE)))
                    .map(rows -> {
                        List<Head> page = new ArrayList<>(rows.size());
                        rows.forEach(row -> page.add(new Head(
                                row.getLong(0),
                                row.getInteger(1),
                                row.getBuffer(2).getBytes())));
                        return page;
                    })
                    .onSuccess(page -> next = page);
        }

        @Override
        public Future<Void> write(WriteStream<Buffer> out, Future<Void> gone) {
            return Pages.write(out, gone, this::page).onComplete(done -> room.leave(tenant.no()));
        }

        @Override
        public void unused() {
            room.leave(tenant.no());
        }

        private Future<Boolean> page(WriteStream<Buffer> out) {
            Buffer page = begun ? Buffer.buffer() : text.first(tenant.id(), clock.instant());
            begun = true;
            page.appendBuffer(text.page(next));
            boolean more = next.size() == HeadsExport.PAGE;
            if (!more) {
                page.appendBuffer(text.last());
            }
            return out.write(page).compose(written -> more ? read().map(read -> true) : Future.succeededFuture(false));
        }
    }
}
