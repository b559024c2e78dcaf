package io.pelagos.journal;

import static io.pelagos.journal.TestCell.owned;
import static io.pelagos.journal.TestCell.pooled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pelagos.lead.LeadDatabase;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresTruthTest {
    private static final int TENANT = TestCell.TENANT;
    private static final long AT = 1_772_352_000_123L;
    private static final Fence FENCE = new Fence(3, 5, "nonce", "replid");
    private static final byte[] FIRST_HASH = {1, 2, 3};

    private final LeadDatabase database = new LeadDatabase();
    private final PostgresTruth truth = new PostgresTruth(link());
    private final PostgresTruth second = new PostgresTruth(link());
    private long requests = 100;

    private PgLink link() {
        PgConnectOptions options = database.options();
        return new PgLink(database.vertx, options, 10_000);
    }

    @BeforeEach
    void a_cell_and_leads() {
        database.rows("insert into cell (id, epoch, nonce, replid, ready) values (3, 5, 'nonce', 'replid', true)");
        for (long lead = 1; lead <= 3; lead++) {
            database.rows("""
                    insert into lead (tenant, id, version, state, pool, entered_at, changed_at, facts, chain)
                    values ($1, $2, 1, 'p', 'web', to_timestamp(1700000000), to_timestamp(1700000000), '{"grade":"A"}', $3)""", TENANT, lead, Buffer.buffer(FIRST_HASH));
            database.rows("""
                    insert into lead_detail (tenant, lead, channel, key, sealed, source, created_at)
                    values ($1, $2, 'ads', 'k', 's', '{}', to_timestamp(1700000000))""", TENANT, lead);
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Entry entry(long request, String key, String body, String patch, Entry.Move... moves) {
        return new Entry(request, TENANT, AT, "claimed", "ann", key, body, "", patch, "", "", "", "", List.of(moves));
    }

    private static Entry.Move claim(long lead, int version, String agent) {
        return new Entry.Move(
                lead,
                version,
                pooled(version - 1, "web", "", 1, 0, ""),
                owned(version, "web", agent, "blue", AT, 0, 0, "u"));
    }

    private Entry claims(long lead, int version, String agent) {
        return entry(++requests, "", "", "", claim(lead, version, agent));
    }

    private Truth.Committed commit(Entry... entries) {
        return LeadDatabase.await(truth.commit(FENCE, List.of(entries)));
    }

    private List<Truth.Found> find(Entry... entries) {
        return LeadDatabase.await(truth.find(List.of(entries)));
    }

    private Row lead(long id) {
        return database.rows("select version, state::text, owner, team, chain from lead where id = $1", id)
                .get(0);
    }

    private String place(long id) {
        Row row = lead(id);
        return row.getInteger(0) + row.getString(1) + " " + row.getString(2);
    }

    private long journal() {
        return database.count("select count(*) from journal");
    }

    @Test
    void moves_a_lead_and_writes_its_line() {
        Entry entry = entry(++requests, "", "", "{\"grade\":\"B\",\"score\":7}", claim(1, 2, "ann"));
        Truth.Committed committed = commit(entry);
        assertThat(committed.epoch()).isEqualTo(5);
        LeadRow row = committed.moved().get(0).lead();
        assertThat(row)
                .isEqualTo(new LeadRow(
                        TENANT,
                        1,
                        2,
                        LeadState.OWNED,
                        "web",
                        "ann",
                        "blue",
                        1_700_000_000_000L,
                        AT,
                        AT,
                        0,
                        new JsonObject().put("grade", "B").put("score", 7)));
        assertThat(committed.moved().get(0).detail().channel()).isEqualTo("ads");

        Row line = database.rows("select version, type, transition, agent, team, pool, left_agent, body, hash,"
                        + " (extract(epoch from at) * 1000)::bigint from journal")
                .get(0);
        assertThat(line.getInteger(0)).isEqualTo(2);
        assertThat(line.getString(1)).isEqualTo("claimed");
        assertThat(line.getLong(2)).isEqualTo(entry.requestId());
        assertThat(line.getString(3) + line.getString(4) + line.getString(5) + line.getString(6))
                .isEqualTo("annbluewebnull");
        assertThat(line.getLong(9)).isEqualTo(AT);
        JsonObject body = line.getBuffer(7).toJsonObject();
        assertThat(body.getString("actor")).isEqualTo("ann");
        assertThat(body.getJsonObject("from"))
                .isEqualTo(new JsonObject().put("state", "pooled").put("pool", "web"));
        assertThat(body.getJsonObject("to"))
                .isEqualTo(new JsonObject()
                        .put("state", "owned")
                        .put("pool", "web")
                        .put("owner", "ann"));
    }

    @Test
    void the_chain_holds_the_hash_of_each_line_behind_the_one_before() {
        commit(claims(1, 2, "ann"));
        Entry.Move back = new Entry.Move(1, 3, owned(2, "web", "ann", "blue", AT, 0, 0, "u"), "p|3|7/web||0|0|");
        commit(new Entry(++requests, TENANT, AT + 1, "released", "ann", "", "", "", "", "", "", "", "", List.of(back)));
        byte[] hash = FIRST_HASH;
        for (Row line : database.rows("select body, hash, left_agent, left_team from journal order by version")) {
            hash = LeadEvent.chain(hash, line.getBuffer(0).getBytes());
            assertThat(line.getBuffer(1).getBytes()).isEqualTo(hash);
        }
        assertThat(lead(1).getBuffer(4).getBytes()).isEqualTo(hash);
        Row left = database.rows("select left_agent, left_team from journal where version = 3")
                .get(0);
        assertThat(left.getString(0) + left.getString(1)).isEqualTo("annblue");
        assertThat(database.count("select rounds from lead where id = 1")).isEqualTo(1);
    }

    @Test
    void moves_only_from_the_version_before() {
        assertThat(commit(claims(1, 3, "ann"), claims(2, 1, "ann"), claims(9, 2, "ann"))
                        .moved())
                .isEmpty();
        assertThat(place(1)).isEqualTo("1p null");
        assertThat(place(2)).isEqualTo("1p null");
        assertThat(journal()).isZero();
    }

    @Test
    void a_repeated_batch_moves_nothing_and_finds_its_own_moves() {
        Entry mine = claims(1, 2, "ann");
        commit(mine);
        assertThat(commit(mine).moved()).isEmpty();
        assertThat(journal()).isEqualTo(1);
        Truth.Found found = find(mine).get(0);
        assertThat(found.committed()).isEqualTo(found.lead());
        assertThat(found.committed().owner()).isEqualTo("ann");
    }

    @Test
    void another_transition_to_the_same_version_is_not_taken_for_its_own() {
        commit(claims(1, 2, "bob"));
        Entry mine = claims(1, 2, "ann");
        assertThat(commit(mine).moved()).isEmpty();
        Truth.Found found = find(mine).get(0);
        assertThat(found.committed()).isNull();
        assertThat(found.lead().owner()).isEqualTo("bob");
        assertThat(find(claims(9, 2, "ann"))).isEmpty();
    }

    @Test
    void a_move_is_found_as_it_was_made_though_the_lead_has_moved_on() {
        Entry mine = claims(1, 2, "ann");
        commit(mine);
        Entry.Move back = new Entry.Move(1, 3, owned(2, "web", "ann", "blue", AT, 0, 0, "u"), "p|3|7/second||0|0|");
        commit(new Entry(
                ++requests, TENANT, AT + 9, "recycled", "rule", "", "", "r", "", "", "", "", "", List.of(back)));
        Truth.Found found = find(mine).get(0);
        assertThat(found.lead().version()).isEqualTo(3);
        assertThat(found.lead().pool()).isEqualTo("second");
        assertThat(found.committed().version()).isEqualTo(2);
        assertThat(found.committed().state()).isEqualTo(LeadState.OWNED);
        assertThat(found.committed().owner()).isEqualTo("ann");
        assertThat(found.committed().pool()).isEqualTo("web");
        assertThat(found.committed().claimedAtMillis()).isEqualTo(AT);
    }

    @Test
    void moves_nothing_in_another_epoch() {
        database.rows("update cell set epoch = 6 where id = 3");
        Truth.Committed committed = commit(claims(1, 2, "ann"));
        assertThat(committed.epoch()).isEqualTo(6);
        assertThat(committed.moved()).isEmpty();
        assertThat(place(1)).isEqualTo("1p null");
        assertThat(journal()).isZero();
    }

    private PgConnection session(String... statements) {
        PgConnection session = LeadDatabase.await(database.connect());
        for (String sql : statements) {
            LeadDatabase.await(session.query(sql).execute());
        }
        return session;
    }

    private static final String ALONE = "select pg_advisory_xact_lock(" + PostgresTruth.LOCK_SPACE + ", 3)";
    private static final String NEXT_EPOCH = "update cell set epoch = 6 where id = 3";

    @Test
    void a_batch_that_waits_for_a_rebuild_sees_the_new_epoch() {
        PgConnection rebuild = session("begin", ALONE, NEXT_EPOCH);
        Future<Truth.Committed> late = truth.commit(FENCE, List.of(claims(1, 2, "ann")));
        LeadDatabase.await(database.waiting(1));
        LeadDatabase.await(rebuild.query("commit").execute());
        assertThat(LeadDatabase.await(late).moved()).isEmpty();
        assertThat(place(1)).isEqualTo("1p null");
        LeadDatabase.await(rebuild.close());
    }

    @Test
    void a_rebuild_waits_for_a_batch_under_way_and_no_later_batch_overtakes_it() {
        PgConnection holder = session("begin", "select 1 from lead where id = 1 for update");
        Future<Truth.Committed> underWay = truth.commit(FENCE, List.of(claims(1, 2, "ann")));
        LeadDatabase.await(database.waiting(1));
        // Batches of other nodes go on beside it.
        assertThat(LeadDatabase.await(second.commit(FENCE, List.of(claims(2, 2, "bob"))))
                        .moved())
                .hasSize(1);

        PgConnection rebuild = session("begin");
        Future<?> next = rebuild.query(ALONE)
                .execute()
                .compose(alone -> rebuild.query(NEXT_EPOCH).execute())
                .compose(done -> rebuild.query("commit").execute());
        LeadDatabase.await(database.waiting(2));
        Future<Truth.Committed> late = second.commit(FENCE, List.of(claims(3, 2, "eve")));
        LeadDatabase.await(database.waiting(3));
        LeadDatabase.await(holder.query("commit").execute());
        assertThat(LeadDatabase.await(underWay).moved()).hasSize(1);
        LeadDatabase.await(next);
        assertThat(LeadDatabase.await(late).moved()).isEmpty();
        assertThat(place(3)).isEqualTo("1p null");
        LeadDatabase.await(holder.close());
        LeadDatabase.await(rebuild.close());
    }

    @Test
    void a_keyed_request_is_remembered_and_its_key_moves_nothing_else() {
        Entry keyed = entry(++requests, "aa01", "bb02", "", claim(1, 2, "ann"), claim(2, 2, "ann"));
        commit(keyed);
        Row row = database.rows("select key, tenant, body, transition, leads, versions from request")
                .get(0);
        assertThat(row.getBuffer(0)).isEqualTo(PostgresTruth.hex("aa01"));
        assertThat(row.getInteger(1)).isEqualTo(TENANT);
        assertThat(row.getBuffer(2)).isEqualTo(PostgresTruth.hex("bb02"));
        assertThat(row.getLong(3)).isEqualTo(keyed.requestId());
        assertThat(row.getArrayOfLongs(4)).containsExactly(1L, 2L);
        assertThat(row.getArrayOfIntegers(5)).containsExactly(2, 2);

        assertThat(commit(keyed).moved()).isEmpty();
        Entry other = entry(++requests, "aa01", "bb02", "", claim(3, 2, "ann"));
        assertThat(commit(other).moved()).isEmpty();
        assertThat(place(3)).isEqualTo("1p null");
        assertThat(database.count("select count(*) from request")).isEqualTo(1);
        commit(claims(3, 2, "ann"));
        assertThat(place(3)).isEqualTo("2o ann");
        assertThat(database.count("select count(*) from request")).isEqualTo(1);
    }

    @Test
    void two_requests_under_one_key_in_one_batch_are_a_conflict_that_writes_nothing() {
        Entry one = entry(++requests, "aa01", "bb02", "", claim(1, 2, "ann"));
        Entry two = entry(++requests, "aa01", "bb02", "", claim(2, 2, "ann"));
        Trouble trouble = catchThrowableOfType(Trouble.class, () -> commit(one, two));
        assertThat(trouble.kind()).isEqualTo(Trouble.Kind.CONFLICT);
        assertThat(place(1)).isEqualTo("1p null");
    }

    @Test
    void a_value_that_postgresql_refuses_is_bad_data_and_nothing_is_written() {
        Entry poison = entry(++requests, "", "", "{\"note\":\"\\u0000\"}", claim(2, 2, "ann"));
        Trouble trouble = catchThrowableOfType(Trouble.class, () -> commit(claims(1, 2, "ann"), poison));
        assertThat(trouble.kind()).isEqualTo(Trouble.Kind.BAD_DATA);
        assertThat(place(1)).isEqualTo("1p null");
        assertThat(journal()).isZero();
        assertThat(commit(claims(1, 2, "ann")).moved()).hasSize(1);
    }

    @Test
    void a_batch_whose_commit_fails_has_not_moved_though_its_statement_succeeded() {
        database.rows("""
                create function collide() returns trigger language plpgsql as $$
                begin raise exception 'at commit' using errcode = '40001'; end $$""");
        database.rows("""
                create constraint trigger collides after update on lead
                deferrable initially deferred for each row execute function collide()""");
        Trouble trouble = catchThrowableOfType(Trouble.class, () -> commit(claims(1, 2, "ann")));
        assertThat(trouble.kind()).isEqualTo(Trouble.Kind.CONFLICT);
        assertThat(place(1)).isEqualTo("1p null");
        assertThat(journal()).isZero();
    }

    @Test
    void an_entry_that_cannot_even_be_read_is_bad_data_too() {
        Entry poison = new Entry(
                ++requests,
                TENANT,
                AT,
                "claimed",
                "ann",
                "no hex",
                "",
                "",
                "",
                "no json",
                "",
                "",
                "",
                List.of(claim(1, 2, "ann")));
        Trouble trouble = catchThrowableOfType(Trouble.class, () -> commit(poison));
        assertThat(trouble.kind()).isEqualTo(Trouble.Kind.BAD_DATA);
        assertThat(find(poison).get(0).committed()).isNull();
    }

    @Test
    void of_two_batches_at_once_on_one_lead_exactly_one_moves_it() {
        for (int version = 2; version < 30; version++) {
            Entry one = claims(1, version, "ann" + version);
            Entry two = claims(1, version, "bob" + version);
            Future<Truth.Committed> first = truth.commit(FENCE, List.of(one));
            Future<Truth.Committed> other = second.commit(FENCE, List.of(two));
            int moved = LeadDatabase.await(first).moved().size()
                    + LeadDatabase.await(other).moved().size();
            assertThat(moved).isEqualTo(1);
            List<Truth.Found> found = find(one, two);
            assertThat(found.stream().filter(f -> f.committed() != null)).hasSize(1);
        }
        assertThat(journal()).isEqualTo(28);
    }
}
