package io.pelagos.followup;

import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Verdict;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.platform.PgLink;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Closes pooled leads whose number has come onto the do-not-call list, in the name of who listed it. An owned lead stays
 * with its owner, who is refused the dial; once it is back in a pool it is closed.
 */
public final class ListedLeads {
    private static final int NUMBERS_MAX = 100;

    /** What read the list before the number was on it is committed by the second look. */
    private static final String DUE = """
            select d.tenant, d.number, d.actor, i.lead from (
              select tenant, number, actor, look_at from do_not_call where look_at <= now() order by look_at limit %d
            ) d left join lateral (
              select lead from identity where hash = d.number and tenant = d.tenant
              union
              select lead from identity_also where hash = d.number and tenant = d.tenant
            ) i on true
            order by d.look_at""".formatted(NUMBERS_MAX);

    private static final String LOOKED = """
            update do_not_call d set look_at =
              case when u.again or d.added_at > now() - interval '1 minute' then now() + interval '1 minute' end
            from (
              select tenant, number, bool_or(again) as again
              from unnest($1::int[], $2::bytea[], $3::bool[]) as i (tenant, number, again) group by tenant, number
            ) as u
            where d.tenant = u.tenant and d.number = u.number""";

    private final PgLink pg;
    private final Steps steps;
    private final LeadStore store;
    private final Directory directory;
    private boolean running;

    public ListedLeads(PgLink pg, Steps steps, LeadStore store, Directory directory) {
        this.pg = pg;
        this.steps = steps;
        this.store = store;
        this.directory = directory;
    }

    /** A listed number, and a lead that has it. */
    private record Listed(
            int tenant,
            Buffer number,
            String actor,
            @Nullable Long lead) {}

    /** Some of the numbers that are to be looked at; whether others may wait. Another node's looking does no harm. */
    public Future<Boolean> runDue() {
        if (running) {
            return Future.succeededFuture(false);
        }
        running = true;
        return pg.ask(c -> c.query(DUE).execute())
                .map(ListedLeads::read)
                .compose(due -> due.isEmpty() ? Future.succeededFuture(false) : look(due))
                .andThen(done -> running = false);
    }

    private static List<Listed> read(RowSet<Row> rows) {
        List<Listed> due = new ArrayList<>(rows.size());
        rows.forEach(row -> due.add(new Listed(row.getInteger(0), row.getBuffer(1), row.getString(2), row.getLong(3))));
        return due;
    }

    private Future<Boolean> look(List<Listed> due) {
        Map<Integer, List<Long>> leads = new HashMap<>();
        for (Listed one : due) {
            if (one.lead != null) {
                leads.computeIfAbsent(one.tenant, t -> new ArrayList<>()).add(one.lead);
            }
        }
        Map<Long, LeadRow> rows = new HashMap<>();
        List<Future<?>> asked = new ArrayList<>();
        leads.forEach((tenant, ids) -> asked.add(store.find(tenant, ids)
                .onSuccess(found -> found.forEach(lead -> rows.put(lead.row().id(), lead.row())))));
        return Future.all(asked).compose(all -> {
            List<Future<Boolean>> again =
                    due.stream().map(one -> close(one, rows.get(one.lead))).toList();
            return Future.all(again).compose(done -> looked(due, done.list())).map(done -> due.size() >= NUMBERS_MAX);
        });
    }

    /** Whether the number is to be looked at again: its lead is somebody's, or could not be closed now. */
    private Future<Boolean> close(Listed listed, @Nullable LeadRow lead) {
        TenantConfig config = directory.tenant(listed.tenant);
        if (config == null || lead == null || lead.state() == LeadState.CLOSED) {
            return Future.succeededFuture(false);
        } else if (lead.state() == LeadState.OWNED) {
            return Future.succeededFuture(true);
        }
        Step step = Step.closes(lead, "closed")
                .set(Facts.CLOSED_REASON, Facts.DO_NOT_CONTACT)
                .set(Facts.LISTED, true)
                .because(Facts.DO_NOT_CONTACT);
        return steps.takeInBackground(config, listed.actor, step)
                .map(verdict -> !(verdict instanceof Verdict.Done))
                .otherwise(true);
    }

    private Future<Void> looked(List<Listed> due, List<Boolean> again) {
        Tuple arguments = Tuple.of(
                (Object) due.stream().map(Listed::tenant).toArray(Integer[]::new),
                due.stream().map(Listed::number).toArray(Buffer[]::new),
                again.toArray(Boolean[]::new));
        return pg.ask(c -> c.preparedQuery(LOOKED).execute(arguments)).mapEmpty();
    }
}
