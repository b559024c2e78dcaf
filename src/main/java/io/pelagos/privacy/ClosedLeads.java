package io.pelagos.privacy;

import io.pelagos.journal.Jobs;
import io.pelagos.lead.ContactVault;
import io.pelagos.platform.PgLink;
import io.pelagos.platform.PgPool;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forgets whom leads were of that are closed for long: a job that erases some hundred of them, one at a time. */
public final class ClosedLeads {
    /** Who erases them, and why. */
    static final String RETENTION = "retention";

    private static final Logger LOG = LoggerFactory.getLogger(ClosedLeads.class);
    /** Of one job. */
    private static final int LEADS_MAX = 500;
    /** Looked at by one statement. There is no index on what is closed, as it would make each step dearer. */
    private static final int PAGE = 5_000;
    /** Of one round; the next goes on behind them. */
    private static final int PAGES_MAX = 200;

    private static final String UNDER_WAY = "select exists (select from job"
            + " where tenant = $1 and kind = $2 and actor = $3 and status = 'running')";
    private static final String LOOK = """
            with page as (
              select id, state, changed_at, facts from lead where tenant = $1 and id > $2 order by id limit $4
            )
            select max(id), array(select id from page
              where state = 'c' and changed_at < $3 and not facts ? 'erased_at' order by id)
            from page""";

    private final PgLink pg;
    private final PgPool scans;
    private final ContactVault vault;
    private final LongSupplier ids;
    /** Up to which lead a tenant's have been looked at; from the first again when it is forgotten. */
    private final Map<Integer, Long> looked = new ConcurrentHashMap<>();

    /**
     * @param pg whatever waits behind it has time
     * @param scans for what reads its way through a tenant's rows
     * @param ids makes ids of jobs
     */
    public ClosedLeads(PgLink pg, PgPool scans, ContactVault vault, LongSupplier ids) {
        this.pg = pg;
        this.scans = scans;
        this.vault = vault;
        this.ids = ids;
    }

    /**
     * Begins to forget some that were closed before a time and of which nothing has happened since, unless some are being
     * forgotten. Two nodes that do it at once begin two jobs, of which one finds nothing left to be done.
     */
    public Future<Void> forget(int tenant, OffsetDateTime before) {
        return pg.ask(c -> c.preparedQuery(UNDER_WAY).execute(Tuple.of(tenant, Erasure.KIND, RETENTION)))
                .compose(rows -> rows.iterator().next().getBoolean(0)
                        ? Future.succeededFuture()
                        : look(tenant, before, new ArrayList<>(), PAGES_MAX).compose(due -> begin(tenant, due)));
    }

    private Future<List<Long>> look(int tenant, OffsetDateTime before, List<Long> due, int pages) {
        long after = looked.getOrDefault(tenant, 0L);
        return scans.use(c -> c.preparedQuery(LOOK).execute(Tuple.of(tenant, after, before, PAGE)))
                .compose(rows -> {
                    Row row = rows.iterator().next();
                    Long last = row.getLong(0);
                    List<Long> found = Arrays.asList(row.getArrayOfLongs(1));
                    due.addAll(found.subList(0, Math.min(found.size(), LEADS_MAX - due.size())));
                    if (last == null) {
                        looked.remove(tenant);
                    } else {
                        looked.put(tenant, due.size() == LEADS_MAX ? due.get(LEADS_MAX - 1) : last);
                    }
                    return last == null || due.size() == LEADS_MAX || pages == 1
                            ? Future.succeededFuture(due)
                            : look(tenant, before, due, pages - 1);
                });
    }

    private Future<Void> begin(int tenant, List<Long> due) {
        if (due.isEmpty()) {
            return Future.succeededFuture();
        }
        long job = ids.getAsLong();
        return vault.ready(tenant)
                .compose(keys -> pg.ask(c -> Jobs.create(
                        c,
                        job,
                        tenant,
                        Erasure.KIND,
                        Erasure.document(vault, tenant, due, RETENTION),
                        RETENTION,
                        due.size())))
                .onSuccess(done -> LOG.info("tenant {} forgets {} closed leads by job {}", tenant, due.size(), job))
                .mapEmpty();
    }
}
