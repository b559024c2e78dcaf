package io.pelagos.followup;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Table {@code call_record}: what the phone system has told of calls. */
public final class CallRecords {
    private static final String COLUMNS =
            "id, lead, agent, inbound, (date_part('epoch', started_at) * 1000)::bigint, seconds, sealed is not null";
    /** A call is told when it begins and again when it is over; the longer one is newer. */
    private static final String PUT = """
            insert into call_record (tenant, id, lead, agent, inbound, started_at, seconds, number, sealed)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (tenant, id) do update set
              lead = coalesce(excluded.lead, call_record.lead), agent = coalesce(excluded.agent, call_record.agent),
              seconds = greatest(excluded.seconds, call_record.seconds),
              sealed = coalesce(excluded.sealed, call_record.sealed)
            returning\s""" + COLUMNS;

    private static final String BY_ID = "select " + COLUMNS + " from call_record where tenant = $1 and id = $2";
    private static final String OF_LEAD = "select " + COLUMNS
            + " from call_record where tenant = $1 and lead = $2 and started_at > $3 order by started_at desc limit 20";

    private final PgLink pg;

    public CallRecords(PgLink pg) {
        this.pg = pg;
    }

    /**
     * Stores what the phone system tells; telling it again changes nothing.
     *
     * @param number keyed hash of the customer's number
     * @param sealed the address of the recording, under the tenant's key; null for none
     */
    public Future<CallRecord> put(int tenant, CallRecord call, byte[] number, byte @Nullable [] sealed) {
        Tuple arguments = Tuple.tuple()
                .addInteger(tenant)
                .addString(call.id())
                .addLong(call.lead() == 0 ? null : call.lead())
                .addString(call.agent())
                .addBoolean(call.inbound())
                .addOffsetDateTime(time(call.startedAtMillis()))
                .addInteger(call.seconds())
                .addBuffer(Buffer.buffer(number))
                .addBuffer(sealed == null ? null : Buffer.buffer(sealed));
        return pg.ask(c -> c.preparedQuery(PUT).execute(arguments))
                .map(rows -> call(rows.iterator().next()));
    }

    /** The call that the phone system names so. */
    Future<Optional<CallRecord>> find(int tenant, String id) {
        return pg.ask(c -> c.preparedQuery(BY_ID).execute(Tuple.of(tenant, id)))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(call(rows.iterator().next())));
    }

    /** The call that a follow-up is about: the one it names, else the newest that fits and that no other has named. */
    Future<Optional<CallRecord>> of(LeadRow lead, Followups.Report report, long nowMillis) {
        if (report.call() != null) {
            return find(lead.tenant(), report.call())
                    // Somebody else's call shows nothing, nor does an old one.
                    .map(found -> found.filter(call ->
                            call.lead() == lead.id() && CallMatch.fits(String.valueOf(lead.owner()), nowMillis, call)));
        }
        if (!report.method().equals("call")) {
            return Future.succeededFuture(Optional.empty());
        }
        Set<String> named = lead.facts().getJsonArray(Facts.FOLLOWUPS, new JsonArray()).stream()
                .map(item -> ((JsonObject) item).getString("call", ""))
                .collect(Collectors.toSet());
        OffsetDateTime since = time(nowMillis - 2 * CallMatch.WRITTEN_WITHIN_MILLIS);
        return pg.ask(c -> c.preparedQuery(OF_LEAD).execute(Tuple.of(lead.tenant(), lead.id(), since)))
                .map(rows -> {
                    for (Row row : rows) {
                        CallRecord call = call(row);
                        if (!named.contains(call.id())
                                && CallMatch.fits(String.valueOf(lead.owner()), nowMillis, call)) {
                            return Optional.of(call);
                        }
                    }
                    return Optional.empty();
                });
    }

    private static CallRecord call(Row row) {
        Long lead = row.getLong(1);
        return new CallRecord(
                row.getString(0),
                lead == null ? 0 : lead,
                row.getString(2),
                row.getBoolean(3),
                row.getLong(4),
                row.getInteger(5),
                row.getBoolean(6));
    }

    private static OffsetDateTime time(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }
}
