package io.pelagos.http;

import io.pelagos.exchange.Format;
import io.pelagos.exchange.LeadFile;
import io.pelagos.lead.LeadJson;
import io.pelagos.lead.LeadStore;
import io.pelagos.privacy.Reads;
import io.pelagos.team.Principal;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.WriteStream;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leads that go out as a file: what a list shows, in full length, masked as everywhere. */
public final class ExportRoutes {
    private static final Logger log = LoggerFactory.getLogger(ExportRoutes.class);
    /** Leads of one read; more are never in memory. */
    private static final int PAGE = 500;
    /** Each goes through a tenant's leads, and is held up by whoever reads it slowly. */
    private static final int EXPORTS_MAX = 4;

    private final Vertx vertx;
    private final LeadPages pages;
    private final LeadViews views;
    private final Reads reads;
    private final Room room = new Room(EXPORTS_MAX, "As many exports as allowed are under way");

    ExportRoutes(Vertx vertx, LeadPages pages, LeadViews views, Reads reads) {
        this.vertx = vertx;
        this.pages = pages;
        this.views = views;
        this.reads = reads;
    }

    public void register(Api api) {
        api.route(HttpMethod.GET, "/exports/leads", Access.READERS, this::leads);
    }

    private Future<Answer> leads(Call call) {
        String text = call.query("format");
        Format format = text == null ? Format.CSV : Format.of(text);
        if (format == null) {
            throw Problem.invalid("", "format must be csv, ndjson or xlsx").refusal();
        }
        if (call.query("limit") != null || call.query("cursor") != null) {
            throw Problem.invalid("", "limit and cursor are not for an export: it has all leads that pass")
                    .refusal();
        }
        LeadPages.Source source = pages.of(call, Set.of("format"));
        List<String> fields =
                call.tenant().tenant().fields().keySet().stream().sorted().toList();
        Export export = new Export(call.tenant(), call.principal(), source, LeadFile.of(format, fields));
        String type = format == Format.XLSX ? format.mediaType() : format.mediaType() + ";charset=utf-8";
        room.enter(call.tenant().no());
        // Read before the first byte is sent, so that an outage is still a problem and no broken file.
        return Future.succeededFuture()
                .compose(counted -> export.read())
                .onFailure(e -> room.leave(call.tenant().no()))
                .map(first -> Answer.stream(200, type, export)
                        .header("Content-Disposition", "attachment; filename=\"leads." + format.text() + "\""));
    }

    /**
     * A page of the file.
     *
     * @param clear leads of which it shows contact data in the clear
     */
    private record Written(Buffer text, List<Long> clear) {}

    /** One that is counted until it is written or nobody wants it any more. */
    private final class Export implements Answer.Streaming {
        private final TenantConfig tenant;
        private final Principal principal;
        private final LeadPages.Source source;
        private final LeadFile file;
        private LeadStore.Page next = new LeadStore.Page(List.of(), 0L);
        private long count;

        Export(TenantConfig tenant, Principal principal, LeadPages.Source source, LeadFile file) {
            this.tenant = tenant;
            this.principal = principal;
            this.source = source;
            this.file = file;
        }

        @Override
        public Future<Void> write(WriteStream<Buffer> out, Future<Void> gone) {
            return Pages.write(out, gone, this::page).onComplete(done -> over(done.succeeded()));
        }

        @Override
        public void unused() {
            over(false);
        }

        Future<LeadStore.Page> read() {
            Long after = next.next();
            return source.after(after == null ? 0 : after, PAGE).onSuccess(page -> next = page);
        }

        Future<Boolean> page(WriteStream<Buffer> out) {
            LeadStore.Page page = next;
            count += page.leads().size();
            // Opening and writing some hundred contacts takes longer than others should wait.
            return vertx.executeBlocking(() -> written(page), false)
                    .compose(written -> told(written.clear).compose(told -> out.write(written.text)))
                    .compose(written -> page.next() == null ? Future.succeededFuture(false) : read().map(read -> true));
        }

        private Written written(LeadStore.Page page) {
            List<LeadJson.View> shown = shown(page);
            Buffer text = file.page(shown);
            return new Written(
                    page.next() == null ? text.appendBuffer(file.end()) : text,
                    shown.stream()
                            .filter(view -> view.masking() == null
                                    || !LeadViews.clear(view).isEmpty())
                            .map(view -> view.row().id())
                            .toList());
        }

        /** What goes out in the clear is noted before it does, a page at a time. */
        private Future<?> told(List<Long> clear) {
            return clear.isEmpty()
                    ? Future.succeededFuture()
                    : reads.note(tenant.no(), principal.id(), "export", null, clear);
        }

        private List<LeadJson.View> shown(LeadStore.Page page) {
            return page.leads().stream()
                    .map(lead -> views.view(tenant, principal, lead.row(), lead.detail()))
                    .toList();
        }

        /** Who has taken how many along is told; whom, never. */
        void over(boolean whole) {
            room.leave(tenant.no());
            log.info(
                    "{} of {} exported {} leads{}",
                    principal.id(),
                    tenant.id(),
                    count,
                    whole ? "" : ", not to the end");
        }
    }
}
