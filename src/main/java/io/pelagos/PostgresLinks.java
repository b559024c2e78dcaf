package io.pelagos;

import io.pelagos.platform.PgLink;
import io.pelagos.platform.PgPool;
import io.pelagos.platform.Postgres;
import io.pelagos.platform.Tracing;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import java.util.List;
import java.util.Map;

/** A node's connections to PostgreSQL: each for work that must not wait behind another's. */
final class PostgresLinks {
    /** So many searches through a tenant's leads at a time; the others wait. */
    private static final int SCANS_MAX = 2;

    /** Numbers that are counted at a time; the others wait. */
    private static final int STATS_MAX = 2;

    private static final int STATS_MILLIS = 20_000;
    private static final long WATCH_MILLIS = 2_000;
    private static final long ANSWER_MILLIS_MAX = 5_000;

    final PgConnectOptions options;
    /** A little longer than PostgreSQL gives a statement, so that its own word comes first. */
    final long patienceMillis;
    /** Transactions of configuration and of requests. */
    final PgPool sql;
    /** Reads through many leads. */
    final PgPool scans;
    /** Numbers for managers: each may take long, and none may take the machine. */
    final PgPool stats;
    /** What changes leads. */
    final PgLink road;
    /** Who holds a cell. */
    final PgLink gate;
    /** Work that nobody waits for. */
    final PgLink background;
    /** What goes through whole tables: counts, partitions. */
    final PgLink sums;
    /** What people ask for. */
    final PgLink reads;
    /** Webhooks to others. */
    final PgLink outbound;
    /** The journal as it grows, for live streams. */
    final PgLink tail;
    /** What is counted and kept of channels. */
    final PgLink channels;
    /** Whether the configuration has changed. */
    final PgLink watch;

    PostgresLinks(Vertx vertx, Config config, Postgres postgres, Tracing tracing) {
        int statementMillis = config.postgres().statementTimeoutMillis();
        this.options = postgres.options(statementMillis);
        this.patienceMillis = statementMillis + 1_000L;
        long answerMillis = Math.min(ANSWER_MILLIS_MAX, config.road().requestTimeoutMillis());
        PgConnectOptions indexed = postgres.indexedOptions(statementMillis);
        this.sql = new PgPool(vertx, options, config.postgres().poolSize(), patienceMillis, tracing, "sql");
        this.scans = new PgPool(vertx, options, SCANS_MAX, answerMillis, tracing, "scans");
        this.stats = new PgPool(vertx, counting(postgres), STATS_MAX, 4L * STATS_MILLIS, tracing, "stats");
        // Whose work is that of many requests: the journal itself traces it.
        this.road = new PgLink(vertx, indexed, answerMillis);
        this.gate = new PgLink(vertx, options, answerMillis, tracing, "gate");
        this.background = new PgLink(vertx, indexed, patienceMillis, tracing, "background");
        this.sums = new PgLink(vertx, options, patienceMillis, tracing, "sums");
        this.reads = new PgLink(vertx, options, answerMillis, tracing, "reads");
        this.outbound = new PgLink(vertx, indexed, patienceMillis, tracing, "outbound");
        this.tail = new PgLink(vertx, indexed, answerMillis, tracing, "tail");
        this.channels = new PgLink(vertx, indexed, answerMillis, tracing, "channels");
        this.watch = new PgLink(vertx, options, WATCH_MILLIS, tracing, "watch");
    }

    /** Sorts in memory and on one core; plans for the stretch of time that is asked for, as a day is not a year. */
    private static PgConnectOptions counting(Postgres postgres) {
        return postgres.options(STATS_MILLIS)
                .addProperty("work_mem", "64MB")
                .addProperty("max_parallel_workers_per_gather", "0")
                .addProperty("plan_cache_mode", "force_custom_plan");
    }

    /** By what they are for; also how metrics name them. */
    Map<String, PgPool> pools() {
        return Map.of("sql", sql, "scans", scans, "stats", stats);
    }

    /** Likewise. */
    Map<String, PgLink> links() {
        return Map.of(
                "road", road,
                "gate", gate,
                "background", background,
                "sums", sums,
                "reads", reads,
                "outbound", outbound,
                "tail", tail,
                "channels", channels,
                "watch", watch);
    }

    Future<?> close() {
        return Future.join(List.of(
                road.close(),
                gate.close(),
                background.close(),
                sums.close(),
                reads.close(),
                outbound.close(),
                tail.close(),
                channels.close(),
                watch.close(),
                scans.close(),
                stats.close(),
                sql.close()));
    }
}
