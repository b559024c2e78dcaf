package io.pelagos.signin;

import static io.pelagos.team.TestDirectory.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Keysets;
import io.pelagos.platform.AddressGuard;
import io.pelagos.platform.GuardedClient;
import io.pelagos.platform.TestEngines;
import io.pelagos.team.Role;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.TestDirectory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Passwords, sessions and the guard on a real database, with a clock that is set; what it says of one node of two. */
class PeopleTest {
    private static final Argon2.Cost CHEAP = new Argon2.Cost(64, 1, 1);
    private static final AtomicLong IDS = new AtomicLong();
    private static final Origin HERE = new Origin("192.0.2.1", "a browser");
    private static final String RIGHT = "correct horse";
    private static final String WRONG = "battery staple";
    private static final long MINUTE = 60_000;

    private static final String URL = TestEngines.postgresUrl();

    private final String firm = "acme-" + IDS.incrementAndGet();
    private final TestDirectory here = new TestDirectory(URL, null);
    private final SignInParts people = parts(here, CHEAP, 8);
    private TenantConfig acme;

    private static SignInParts parts(TestDirectory directory, Argon2.Cost cost, int waiting) {
        return SignInParts.of(new SignInParts.Needs(
                directory.vertx,
                directory.sessions,
                directory.directory,
                directory.tokens,
                new Hasher(directory.vertx, cost, 2, waiting),
                new GuardedClient(directory.vertx, new AddressGuard(false, List.of()), false),
                new ContactVault(await(Keysets.open(directory.sessions, null))),
                -1,
                directory.clock(),
                IDS::incrementAndGet));
    }

    @BeforeEach
    void annHasAPassword() {
        here.tenant(firm);
        acme = here.agent(firm, "ann", "agent", null);
        assertThat(set("ann", RIGHT, false)).isEqualTo(Passwords.Result.DONE);
    }

    @AfterEach
    void close() {
        here.close();
    }

    private Passwords.Result set(String agent, String password, boolean mustChange) {
        return await(people.passwords().set(acme, agent, password, mustChange, "admin", HERE));
    }

    private SignIn.Outcome enter(String login, String password) {
        return enter(login, password, HERE);
    }

    private SignIn.Outcome enter(String login, String password, Origin origin) {
        return await(people.signIn().enter(firm, login, password, origin));
    }

    private Sessions.Opened opened(String login, String password) {
        SignIn.Outcome outcome = enter(login, password);
        assertThat(outcome).isInstanceOf(SignIn.In.class);
        return ((SignIn.In) outcome).session();
    }

    private void policy(JsonObject signIn) {
        JsonObject tenant = here.directory.tenant(firm).doc("tenant", "").put("sign_in", signIn);
        acme = here.put(firm, "tenant", "", tenant);
    }

    @Test
    void the_right_password_opens_a_session_that_stands_for_its_agent() {
        Sessions.Opened session = opened("ann", RIGHT);
        assertThat(here.principal(session.token()).agent()).isEqualTo("ann");
        assertThat(here.principal(session.token()).role()).isEqualTo(Role.AGENT);
        assertThat(session.expiresAt().toEpochMilli()).isEqualTo(here.nowMillis.get() + 12 * 60 * MINUTE);
        here.nowMillis.addAndGet(12 * 60 * MINUTE);
        assertThat(here.principal(session.token())).isNull();
    }

    @Test
    void nobody_else_gets_in_and_all_hear_the_same() {
        here.agent(firm, "bob", "agent", null);
        assertThat(enter("ann", WRONG)).isEqualTo(SignIn.No.REFUSED);
        assertThat(enter("bob", RIGHT)).as("has no password").isEqualTo(SignIn.No.REFUSED);
        assertThat(enter("nobody", RIGHT)).isEqualTo(SignIn.No.REFUSED);
        assertThat(await(people.signIn().enter("elsewhere", "ann", RIGHT, HERE)))
                .isEqualTo(SignIn.No.REFUSED);
        here.put(firm, "agent", "ann", acme.doc("agent", "ann").put("status", "suspended"));
        assertThat(enter("ann", RIGHT)).isEqualTo(SignIn.No.REFUSED);
        here.put(firm, "agent", "ann", acme.doc("agent", "ann").put("role", "integration"));
        assertThat(enter("ann", RIGHT)).isEqualTo(SignIn.No.REFUSED);
    }

    @Test
    void a_firm_may_have_no_passwords() {
        policy(new JsonObject().put("passwords", false));
        assertThat(enter("ann", RIGHT)).isEqualTo(SignIn.No.REFUSED);
    }

    @Test
    void many_failures_lock_the_account_on_all_nodes_until_time_or_a_new_password_opens_it() {
        for (int i = 0; i < 10; i++) {
            assertThat(enter("ann", WRONG)).isEqualTo(SignIn.No.REFUSED);
        }
        assertThat(enter("ann", RIGHT)).isEqualTo(SignIn.No.REFUSED);
        try (TestDirectory there = new TestDirectory(URL, null)) {
            await(there.directory.poll());
            assertThat(await(parts(there, CHEAP, 8).signIn().enter(firm, "ann", RIGHT, HERE)))
                    .isEqualTo(SignIn.No.REFUSED);
        }
        here.nowMillis.addAndGet(15 * MINUTE - 1);
        assertThat(enter("ann", RIGHT)).isEqualTo(SignIn.No.REFUSED);
        here.nowMillis.addAndGet(1);
        opened("ann", RIGHT);
        for (int i = 0; i < 10; i++) {
            enter("ann", WRONG);
        }
        assertThat(enter("ann", RIGHT)).isEqualTo(SignIn.No.REFUSED);
        set("ann", "another horse", false);
        opened("ann", "another horse");
        assertThat(kinds("ann")).contains("locked", "failed", "password_set", "signed_in");
    }

    private List<String> kinds(String agent) {
        return await(people.trail().list(acme.no(), Long.MAX_VALUE, agent, 200)).stream()
                .map(line -> line.event().kind().text())
                .toList();
    }

    @Test
    void failures_long_ago_do_not_count_and_a_success_forgets_them() {
        for (int i = 0; i < 9; i++) {
            enter("ann", WRONG);
        }
        here.nowMillis.addAndGet(15 * MINUTE);
        for (int i = 0; i < 9; i++) {
            enter("ann", WRONG);
        }
        opened("ann", RIGHT);
        for (int i = 0; i < 9; i++) {
            enter("ann", WRONG);
        }
        opened("ann", RIGHT);
    }

    /** Each is counted before it is judged: else many at once would all find few failures. */
    @Test
    void guesses_at_the_same_time_gain_nothing() {
        policy(new JsonObject("{\"failures\":{\"max\":3}}"));
        List<Future<SignIn.Outcome>> guesses = IntStream.range(0, 10)
                .mapToObj(i -> people.signIn().enter(firm, "ann", i < 9 ? WRONG : RIGHT, HERE))
                .toList();
        guesses.forEach(guess -> assertThat(await(guess)).isNotInstanceOf(SignIn.In.class));
        assertThat(enter("ann", RIGHT)).isEqualTo(SignIn.No.REFUSED);
    }

    @Test
    void an_address_from_which_many_fail_is_sent_away_and_no_other() {
        policy(new JsonObject("{\"address\":{\"max\":3,\"window\":\"PT1M\"}}"));
        for (String login : List.of("x", "y", "z")) {
            assertThat(enter(login, WRONG)).isEqualTo(SignIn.No.REFUSED);
        }
        assertThat(enter("ann", RIGHT)).isEqualTo(SignIn.No.THROTTLED);
        assertThat(enter("ann", RIGHT, new Origin("192.0.2.2", ""))).isInstanceOf(SignIn.In.class);
        here.nowMillis.addAndGet(MINUTE);
        for (int i = 0; i < 5; i++) {
            opened("ann", RIGHT); // Successes do not count.
        }
    }

    @Test
    void beyond_the_queue_nothing_is_looked_at() {
        SignInParts narrow = parts(here, new Argon2.Cost(19_456, 8, 1), 0);
        Promise<List<Future<SignIn.Outcome>>> asked = Promise.promise();
        // In one turn of a loop, which hears of nothing before its end: all six come before any is answered.
        here.vertx
                .getOrCreateContext()
                .runOnContext(turn -> asked.complete(IntStream.range(0, 6)
                        .mapToObj(i -> narrow.signIn().enter(firm, "ann", WRONG, HERE))
                        .toList()));
        List<SignIn.Outcome> heard =
                await(asked.future()).stream().map(TestDirectory::await).toList();
        assertThat(heard).containsOnly(SignIn.No.REFUSED, SignIn.No.BUSY);
        assertThat(heard.stream().filter(SignIn.No.REFUSED::equals)).hasSize(2);
    }

    @Test
    void a_session_that_nobody_uses_ends_and_one_that_is_used_on_another_node_goes_on() {
        try (TestDirectory there = new TestDirectory(URL, null)) {
            await(there.directory.poll());
            there.nowMillis.set(here.nowMillis.get());
            String token = opened("ann", RIGHT).token();
            assertThat(here.principal(token)).isNotNull();
            assertThat(await(there.tokens.use(token))).isNotNull();
            here.nowMillis.addAndGet(90 * MINUTE);
            there.nowMillis.addAndGet(90 * MINUTE);
            assertThat(await(there.tokens.use(token))).isNotNull();
            awaitSeen(there.nowMillis.get());
            here.nowMillis.addAndGet(90 * MINUTE);
            assertThat(here.principal(token)).as("used elsewhere").isNotNull();
            here.nowMillis.addAndGet(31 * MINUTE);
            assertThat(here.principal(token)).as("looking is no use").isNull();
            assertThat(here.principal(token)).isNull();
        }
    }

    private void awaitSeen(long atMillis) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (await(here.sql
                                .query("select max(seen_at) from session where tenant = " + acme.no())
                                .execute())
                        .iterator()
                        .next()
                        .getOffsetDateTime(0)
                        .toInstant()
                        .toEpochMilli()
                < atMillis) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    @Test
    void a_session_that_was_ended_is_refused_here_at_once_and_elsewhere_after_the_next_poll() {
        try (TestDirectory there = new TestDirectory(URL, null)) {
            await(there.directory.poll());
            Sessions.Opened one = opened("ann", RIGHT);
            String other = opened("ann", RIGHT).token();
            there.nowMillis.set(here.nowMillis.get());
            assertThat(there.principal(one.token())).isNotNull();
            assertThat(here.principal(one.token())).isNotNull();
            Trail.Event event = new Trail.Event(Trail.Kind.SIGNED_OUT, "ann", null, null, HERE.address());
            assertThat(await(people.sessions().end(acme, "ann", one.id(), event)))
                    .isTrue();
            assertThat(await(people.sessions().end(acme, "ann", one.id(), event)))
                    .isFalse();
            assertThat(here.principal(one.token())).isNull();
            assertThat(there.principal(one.token())).isNotNull(); // The cache must be what is tested here.
            await(there.directory.poll());
            assertThat(there.principal(one.token())).isNull();
            assertThat(there.principal(other)).isNotNull();
        }
    }

    @Test
    void one_session_too_many_ends_the_oldest() {
        policy(new JsonObject("{\"session\":{\"per_agent\":2}}"));
        String first = opened("ann", RIGHT).token();
        assertThat(here.principal(first)).isNotNull();
        String second = opened("ann", RIGHT).token();
        String third = opened("ann", RIGHT).token();
        assertThat(here.principal(first)).isNull();
        assertThat(here.principal(second)).isNotNull();
        assertThat(await(people.sessions().list(acme, "ann", 0, 10, third)).stream()
                        .map(Sessions.Info::current))
                .containsExactly(false, true);
    }

    @Test
    void a_password_of_ones_own_ends_the_other_sessions() {
        Sessions.Opened mine = opened("ann", RIGHT);
        String other = opened("ann", RIGHT).token();
        assertThat(change(WRONG, "new password", mine.id())).isEqualTo(Passwords.Result.WRONG);
        assertThat(here.principal(other)).isNotNull();
        assertThat(change(RIGHT, "new password", mine.id())).isEqualTo(Passwords.Result.DONE);
        assertThat(here.principal(mine.token())).isNotNull();
        assertThat(here.principal(other)).isNull();
        assertThat(enter("ann", RIGHT)).isEqualTo(SignIn.No.REFUSED);
        opened("ann", "new password");
        set("ann", "newer password", false);
        assertThat(here.principal(mine.token())).isNull();
    }

    private Passwords.Result change(String old, String chosen, Long session) {
        return await(people.passwords()
                .change(acme, acme.get(io.pelagos.team.Agent.AGENT, "ann"), old, chosen, session, HERE));
    }

    @Test
    void whoever_guesses_the_old_password_in_a_session_locks_the_account_too() {
        policy(new JsonObject("{\"failures\":{\"max\":3}}"));
        Sessions.Opened mine = opened("ann", RIGHT);
        for (int i = 0; i < 3; i++) {
            assertThat(change(WRONG, "new password", mine.id())).isEqualTo(Passwords.Result.WRONG);
        }
        assertThat(change(RIGHT, "new password", mine.id())).isEqualTo(Passwords.Result.LOCKED);
    }

    @Test
    void a_password_that_somebody_else_chose_may_be_good_for_choosing_another_only() {
        set("ann", "first password", true);
        SignIn.In in = (SignIn.In) enter("ann", "first password");
        assertThat(in.mustChange()).isTrue();
        assertThat(here.principal(in.session().token()).passwordDue()).isTrue();
        assertThat(here.principal(in.session().token()).inScope("leads:read")).isFalse();
        assertThat(change("first password", "my own password", in.session().id()))
                .isEqualTo(Passwords.Result.DONE);
        assertThat(here.principal(in.session().token()).inScope("leads:read")).isTrue();
        assertThat(((SignIn.In) enter("ann", "my own password")).mustChange()).isFalse();
    }

    /** All of these lock the agent's rows and the firm's: in two orders they would wait for each other, until one is undone. */
    @Test
    void who_signs_in_or_changes_a_password_and_who_changes_the_agent_do_not_stand_in_each_others_way() {
        policy(new JsonObject("{\"session\":{\"per_agent\":1},\"failures\":{\"max\":1000}}"));
        JsonObject ann = acme.doc("agent", "ann");
        for (int round = 0; round < 25; round++) {
            String name = "Ann " + round;
            List<Future<?>> all = new ArrayList<>();
            all.add(written(ann.copy().put("name", name)));
            all.add(people.signIn().enter(firm, "ann", RIGHT, HERE));
            all.add(people.passwords().set(acme, "ann", RIGHT, false, "admin", HERE));
            all.add(people.sessions()
                    .endAll(acme, "ann", new Trail.Event(Trail.Kind.SESSION_ENDED, "ann", "admin", null, "")));
            all.add(people.signIn().enter(firm, "ann", RIGHT, HERE));
            all.add(written(ann.copy().put("name", name + "!")));
            all.forEach(TestDirectory::await);
        }
    }

    private Future<?> written(JsonObject ann) {
        return here.sessions.transaction(c -> here.directory.put(
                c, acme.no(), "test", List.of(new io.pelagos.team.Change("agent", "ann", ann)), null));
    }

    @Test
    void a_password_is_hashed_anew_when_hashing_costs_more() {
        SignInParts dearer = parts(here, new Argon2.Cost(128, 2, 1), 8);
        assertThat(await(dearer.signIn().enter(firm, "ann", RIGHT, HERE))).isInstanceOf(SignIn.In.class);
        assertThat(await(here.sql
                                .query("select hash from account where tenant = " + acme.no())
                                .execute())
                        .iterator()
                        .next()
                        .getString(0))
                .startsWith("$argon2id$v=19$m=128,t=2,p=1$");
        assertThat(await(dearer.signIn().enter(firm, "ann", RIGHT, HERE))).isInstanceOf(SignIn.In.class);
        assertThat(enter("ann", WRONG)).isEqualTo(SignIn.No.REFUSED);
    }

    @Test
    void the_next_agent_with_an_id_inherits_no_password_and_no_session() {
        String token = opened("ann", RIGHT).token();
        assertThat(here.principal(token)).isNotNull();
        await(here.sessions.transaction(c -> here.directory
                .put(c, acme.no(), "test", List.of(new io.pelagos.team.Change("agent", "ann", null)), null)
                .compose(put -> people.passwords().remove(c, acme, "ann"))));
        await(here.directory.changed(firm));
        acme = here.agent(firm, "ann", "admin", null);
        assertThat(here.principal(token)).isNull();
        assertThat(enter("ann", RIGHT)).isEqualTo(SignIn.No.REFUSED);
    }

    @Test
    void the_trail_keeps_no_login_that_nobody_has_and_nothing_for_long() {
        enter("my-password-by-mistake", WRONG);
        opened("ann", RIGHT);
        enter("ann", WRONG);
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (trail().size() < 4) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
        assertThat(new JsonArray(trail().stream().map(Object::toString).toList()).encode())
                .doesNotContain("mistake")
                .doesNotContain(RIGHT)
                .doesNotContain(WRONG);
        assertThat(kinds("ann")).containsExactlyInAnyOrder("password_set", "signed_in", "failed");
        here.nowMillis.addAndGet(91L * 24 * 60 * MINUTE);
        await(people.care().forget());
        assertThat(trail()).isEmpty();
        for (String table : List.of("session", "sign_in_guard")) {
            assertThat(await(here.sql
                                    .query("select 1 from " + table + " where tenant = " + acme.no())
                                    .execute())
                            .size())
                    .as(table)
                    .isZero();
        }
    }

    private List<Trail.Line> trail() {
        return await(people.trail().list(acme.no(), Long.MAX_VALUE, null, 200));
    }
}
