package io.pelagos.http;

import io.pelagos.channel.IntakeCounts;
import io.pelagos.health.ChannelCounts;
import io.pelagos.journal.Journal;
import io.pelagos.journal.JournalMetrics;
import io.pelagos.live.Live;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Health, numbers, the API's description, and the operator's commands. */
public final class SystemRoutes {
    private final Journal journal;
    private final IntakeCounts intake;
    private final ChannelDesk channels;
    private final Live live;
    private final BooleanSupplier ready;
    private final Supplier<Collection<Integer>> cells;
    private final int cellCount;
    private final Buffer openapi;

    /**
     * Joins the parts.
     *
     * @param cells those that hold tenants
     * @param openapi the document served at {@code /openapi.yaml}
     */
    SystemRoutes(
            Journal journal,
            IntakeCounts intake,
            ChannelDesk channels,
            Live live,
            BooleanSupplier ready,
            Supplier<Collection<Integer>> cells,
            int cellCount,
            Buffer openapi) {
        this.journal = journal;
        this.intake = intake;
        this.channels = channels;
        this.live = live;
        this.ready = ready;
        this.cells = cells;
        this.cellCount = cellCount;
        this.openapi = openapi;
    }

    public void register(Api api) {
        api.open(HttpMethod.GET, "/health/live", 0, call -> Future.succeededFuture(status(200, "live")));
        api.open(
                HttpMethod.GET,
                "/health/ready",
                0,
                call -> Future.succeededFuture(
                        ready.getAsBoolean() ? status(200, "ready") : Problem.NOT_READY.answer()));
        api.open(HttpMethod.GET, "/metrics", 0, call -> Future.succeededFuture(metrics()));
        api.open(
                HttpMethod.GET,
                "/openapi.yaml",
                0,
                call -> Future.succeededFuture(new Answer(200, openapi, "application/yaml", Map.of())));
        api.route(HttpMethod.POST, "/operator/rebuild", Access.OPERATOR, this::rebuild);
    }

    private static Answer status(int status, String text) {
        return Answer.json(status, new JsonObject().put("status", text));
    }

    private Future<Answer> rebuild(Call call) {
        Integer cell = call.body(d -> d.has("cell") ? (Integer) (int) d.integer("cell", 0, cellCount - 1) : null);
        Set<Integer> all = new LinkedHashSet<>(cell == null ? cells.get() : Set.of(cell));
        Future<Void> rebuilt = Future.succeededFuture();
        for (int one : all) {
            rebuilt = rebuilt.compose(done -> journal.rebuild(one));
        }
        return rebuilt.map(done -> Answer.ok(
                        new JsonObject().put("rebuilt", new io.vertx.core.json.JsonArray(java.util.List.copyOf(all)))))
                .recover(failure -> Future.failedFuture(Problem.NOT_READY.refusal()));
    }

    /** The text format of Prometheus. */
    private Answer metrics() {
        JournalMetrics m = journal.metrics();
        StringBuilder text = new StringBuilder(1024);
        counter(text, "pelagos_transitions_total", "Leads that changed, as committed", m.transitions());
        counter(text, "pelagos_commit_batches_total", "Transactions of the journal", m.batches());
        counter(text, "pelagos_overruled_total", "Decisions that PostgreSQL refused", m.overruledTotal());
        counter(text, "pelagos_bad_data_total", "Decisions whose values PostgreSQL refused", m.refusedTotal());
        counter(text, "pelagos_swept_total", "Outbox entries taken over from slow or dead nodes", m.sweptTotal());
        counter(text, "pelagos_healed_total", "Leads that the scrubber put right", m.healedTotal());
        counter(text, "pelagos_rebuilds_total", "Rebuilds of a cell by this node", m.rebuilds());
        counter(text, "pelagos_leads_accepted_total", "Leads taken in", intake.accepted());
        counter(text, "pelagos_leads_duplicate_total", "Leads that were there already", intake.duplicates());
        counter(text, "pelagos_leads_merged_total", "Leads that touched one that was there", intake.merged());
        counter(text, "pelagos_leads_refused_total", "Leads whose values PostgreSQL refused", intake.refused());
        counter(
                text,
                "pelagos_leads_overloaded_total",
                "Leads sent away for lack of room or of time",
                intake.overloaded());
        channelMetrics(text);
        counter(text, "pelagos_live_dropped_total", "Live streams cut off, as nobody read them", live.dropped());
        text.append("# HELP pelagos_live_streams Live streams that are open\n# TYPE pelagos_live_streams gauge\n")
                .append("pelagos_live_streams ")
                .append(live.open())
                .append('\n');
        text.append("# HELP pelagos_ready Whether this node decides\n# TYPE pelagos_ready gauge\npelagos_ready ")
                .append(ready.getAsBoolean() ? 1 : 0)
                .append('\n');
        return new Answer(200, Buffer.buffer(text.toString()), "text/plain; version=0.0.4", Map.of());
    }

    private void channelMetrics(StringBuilder text) {
        Map<String, Long> totals = new TreeMap<>(channels.counts().totals());
        long deliveries = totals.getOrDefault(ChannelCounts.DELIVERY, 0L);
        totals.remove(ChannelCounts.DELIVERY);
        counter(text, "pelagos_channel_deliveries_total", "What came to hooks", deliveries);
        text.append("# HELP pelagos_channel_results_total What became of leads that came by channels\n")
                .append("# TYPE pelagos_channel_results_total counter\n");
        totals.forEach((kind, n) -> text.append("pelagos_channel_results_total{kind=\"")
                .append(kind)
                .append("\"} ")
                .append(n)
                .append('\n'));
        counter(
                text,
                "pelagos_dead_letters_total",
                "Deliveries kept that could not be taken",
                channels.box().kept());
        counter(
                text,
                "pelagos_dead_letters_dropped_total",
                "Such deliveries for which there was no room",
                channels.box().dropped());
    }

    private static void counter(StringBuilder text, String name, String help, long value) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(" counter\n");
        text.append(name).append(' ').append(value).append('\n');
    }
}
