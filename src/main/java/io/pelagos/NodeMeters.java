package io.pelagos;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyEventExecutorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.pelagos.journal.CellState;
import io.pelagos.platform.LoopLag;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The numbers of one node, as {@code GET /metrics} tells them; docs/metrics.md explains each. What happens often is counted
 * by meters that its feature has registered; all else is read from the parts when somebody asks.
 */
final class NodeMeters implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collector = new JvmGcMetrics();
    private final List<Runnable> beforeScrape = new ArrayList<>();

    MeterRegistry registry() {
        return registry;
    }

    /**
     * In the text format of Prometheus. To be asked on the node's thread, where its parts are read; the text is made on
     * another, as nobody's claim should wait for it.
     */
    Future<String> scrape(Vertx vertx) {
        beforeScrape.forEach(Runnable::run);
        return vertx.executeBlocking(() -> registry.scrape(), false);
    }

    /** Of the process: memory, collector, threads, load, files, and the event loop; on that loop. */
    void process(Vertx vertx) {
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        collector.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new NettyEventExecutorMetrics(((VertxInternal) vertx).nettyEventLoopGroup()).bindTo(registry);
        new LoopLag(registry).start(vertx);
        gauge("pelagos.build.info", "Always 1; its label is the version that runs", () -> 1, "version", Main.version());
    }

    /** A number that only grows; the name without {@code _total}. */
    void counter(String name, String help, Supplier<Number> value, String... tags) {
        FunctionCounter.builder(name, this, self -> value.get().doubleValue())
                .description(help)
                .tags(tags)
                .register(registry);
    }

    void gauge(String name, String help, Supplier<Number> value, String... tags) {
        Reading reading = new Reading(value);
        beforeScrape.add(reading::take);
        Gauge.builder(name, reading, Reading::last)
                .strongReference(true)
                .description(help)
                .tags(tags)
                .register(registry);
    }

    /** What a part said when somebody asked last. */
    private static final class Reading {
        private final Supplier<Number> value;
        private volatile double last;

        Reading(Supplier<Number> value) {
            this.value = value;
        }

        void take() {
            last = value.get().doubleValue();
        }

        double last() {
            return last;
        }
    }

    /** One gauge per cell, of those that hold tenants when somebody asks. */
    void cells(String name, String help, Supplier<List<CellState>> cells, ToDoubleFunction<CellState> value) {
        MultiGauge gauge = MultiGauge.builder(name).description(help).register(registry);
        beforeScrape.add(() -> gauge.register(
                cells.get().stream()
                        .<MultiGauge.Row<?>>map(cell -> MultiGauge.Row.of(
                                Tags.of("cell", Integer.toString(cell.cell())), value.applyAsDouble(cell)))
                        .toList(),
                true));
    }

    @Override
    public void close() {
        collector.close();
        registry.close();
    }
}
