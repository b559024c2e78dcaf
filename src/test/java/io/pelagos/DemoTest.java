package io.pelagos;

import static io.pelagos.team.TestDirectory.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelagos.channel.Channel;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Keysets;
import io.pelagos.platform.AddressGuard;
import io.pelagos.platform.GuardedClient;
import io.pelagos.platform.StartFailure;
import io.pelagos.pool.Pool;
import io.pelagos.pool.Quota;
import io.pelagos.signin.Hasher;
import io.pelagos.signin.Origin;
import io.pelagos.signin.SignIn;
import io.pelagos.signin.SignInParts;
import io.pelagos.team.Agent;
import io.pelagos.team.Section;
import io.pelagos.team.Team;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.TestDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoTest {
    private static final AtomicLong IDS = new AtomicLong();

    @TempDir
    Path dir;

    @Test
    void sets_itself_up_once_and_remembers_its_tokens() throws Exception {
        try (TestDirectory here = new TestDirectory()) {
            Path file = dir.resolve("data/demo-tokens");
            Demo demo = demo(here, file);
            List<Demo.Person> people = await(demo.setUp(DemoDocument.builtIn()));
            assertThat(people).extracting(Demo.Person::role).contains("admin", "manager", "supervisor", "agent");
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            for (Demo.Person person : people) {
                assertThat(here.principal(person.token()).agent()).isEqualTo(person.agent());
            }
            String password = people.get(0).password();
            assertThat(password).matches("[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}");
            SignIn signIn = parts(here).signIn();
            for (Demo.Person person : people) {
                boolean machine = person.role().equals("integration");
                assertThat(person.password()).isEqualTo(machine ? "" : password);
                assertThat(await(signIn.enter("demo", person.agent(), password, new Origin("192.0.2.1", ""))))
                        .isInstanceOf(machine ? SignIn.No.class : SignIn.In.class);
            }
            long version = here.directory.tenant("demo").version();
            assertThat(await(demo.setUp(DemoDocument.builtIn()))).isEqualTo(people);
            assertThat(here.directory.tenant("demo").version()).isEqualTo(version);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "pools: [{id: p, name: P, quotas: [{window: day}]}]   | pool p: /quotas/0/max is required",
                "pools: [{id: p, name: P, colour: red}]               | pool p: /colour is not a known field",
                "pools: [{id: p, name: P}, {id: p, name: P}]          | pool p: is there twice",
                "pools: [{name: P}]                                   | pools/0: needs an id: 1 to 40 of",
                "pools: [{id: P 1, name: P}]                          | pools/0: needs an id: 1 to 40 of",
                "pools: [web]                                         | pools/0: needs an id: 1 to 40 of",
                "pools: {web: {name: P}}                              | pools: is not a list of teams, agents,",
                "polls: [{id: p, name: P}]                            | polls: is not a list of teams, agents,",
                "tenants: [{id: p, name: P}]                          | tenants: is not a list of teams, agents,",
                "agents: [{id: a, login: a, name: A, role: king}]     | agent a: /role must be one of",
                "agents: [{id: a, login: a, name: A, quotas: [{}]}]   | agent a: /quotas/0/window is required",
                "agents: [{id: a, login: a, name: A, team: red}]      | agent a: there is no team red",
                "teams: [{id: t, name: T, parent: top}]               | team t: there is no team top",
                "pools: [{id: p, name: P, members: {teams: [red]}}]   | pool p: there is no team red",
                "pools: [{id: p, name: P, members: {agents: [al]}}]   | pool p: there is no agent al",
                "channels: [{id: c, type: google, name: C, pool: p}]  | channel c: /secret is required",
                "channels: [{id: c, type: generic, name: C, pool: p}] | channel c: there is no pool p",
                "tenant: [a]                                          | is not a YAML mapping, line 2: Duplicate",
                "pools: [                                             | is not a YAML mapping, line",
            })
    void a_fault_in_it_stops_the_start_and_is_named_in_one_line(String yaml, String says) {
        String text = "tenant: {name: T, time_zone: Asia/Shanghai}\n" + yaml;
        try (TestDirectory here = new TestDirectory()) {
            assertThatThrownBy(() -> {
                        DemoDocument document = DemoDocument.read("my.yaml", bytes(text));
                        await(demo(here, dir.resolve("tokens")).setUp(document));
                    })
                    .satisfies(thrown -> assertThat(thrown instanceof AssertionError ? thrown.getCause() : thrown)
                            .isInstanceOf(StartFailure.class)
                            .hasMessageStartingWith("my.yaml")
                            .hasMessageContaining(says)
                            .hasMessageNotContaining("\n"));
            await(here.directory.poll());
            assertThat(here.directory.tenant("demo")).isNull();
        }
    }

    @Test
    void a_demo_that_is_there_already_is_not_read_again() throws Exception {
        try (TestDirectory here = new TestDirectory()) {
            Demo demo = demo(here, dir.resolve("tokens"));
            List<Demo.Person> people = await(demo.setUp(DemoDocument.builtIn()));
            assertThat(await(demo.setUp(DemoDocument.read("my.yaml", bytes("pools: [{}]")))))
                    .isEqualTo(people);
        }
    }

    @Test
    void the_greeting_shows_the_key_of_the_file_that_was_read() throws Exception {
        String yaml = """
                tenant: {name: T, time_zone: Asia/Shanghai}
                agents: [{id: a, login: a, name: A}]
                pools: [{id: p, name: P}]
                channels:
                - {id: ads, type: google, name: Ads, pool: p, secret: "it's \\"mine\\""}
                """;
        try (TestDirectory here = new TestDirectory()) {
            DemoDocument document = DemoDocument.read("my.yaml", bytes(yaml));
            // Added since then, first in order, with a secret that only the firm knows.
            String more = yaml + "- {id: aaa, type: google, name: Newer, pool: p, secret: unknown}\n";
            List<Demo.Person> people =
                    await(demo(here, dir.resolve("tokens")).setUp(DemoDocument.read("my.yaml", bytes(more))));
            var out = new java.io.ByteArrayOutputStream();
            Config config = Config.parse("test", "", java.util.Map.of());
            assertThat(people.get(0).password()).isNotEqualTo(demoPassword(dir.resolve("another")));
            new Greeting(config, here.directory, document, people, 1).print(new java.io.PrintStream(out, true, UTF_8));
            assertThat(out.toString(UTF_8))
                    .contains("login a (agent), password " + people.get(0).password() + "\n")
                    .contains("\"google_key\":\"it\\u0027s \\\"mine\\\"\"}'")
                    .endsWith("Pelagos is ready on http://127.0.0.1:1\n");
        }
    }

    private static java.io.InputStream bytes(String text) {
        return new java.io.ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static Demo demo(TestDirectory here, Path tokens) {
        Keysets keysets = await(Keysets.open(here.sessions, null));
        return new Demo(
                here.vertx,
                here.sessions,
                here.directory,
                here.tokens,
                parts(here).passwords(),
                keysets::load,
                keysets::get,
                tokens);
    }

    private static SignInParts parts(TestDirectory here) {
        return SignInParts.of(new SignInParts.Needs(
                here.vertx,
                here.sessions,
                here.directory,
                here.tokens,
                new Hasher(here.vertx, 2, 8),
                new GuardedClient(here.vertx, new AddressGuard(false, List.of()), false),
                new ContactVault(await(Keysets.open(here.sessions, null))),
                -1,
                here.clock(),
                IDS::incrementAndGet));
    }

    /** Another demo has another one. */
    private static String demoPassword(Path tokens) {
        try (TestDirectory there = new TestDirectory()) {
            return await(demo(there, tokens).setUp(DemoDocument.builtIn()))
                    .get(0)
                    .password();
        }
    }

    @Test
    void every_document_of_it_can_be_read() {
        try (TestDirectory here = new TestDirectory()) {
            Path file = dir.resolve("demo-tokens");
            await(demo(here, file).setUp(DemoDocument.builtIn()));
            TenantConfig demo = here.directory.tenant("demo");
            assertThat(demo.tenant().zone().getId()).isEqualTo("Asia/Shanghai");
            assertThat(demo.all(Pool.POOL)).containsOnlyKeys("google", "web", "vip");
            assertThat(demo.all(Channel.CHANNEL)).containsOnlyKeys("google-ads", "website", "partners");
            assertThat(demo.all(Team.TEAM)).containsOnlyKeys("blue");
            assertThat(demo.all(Agent.AGENT)).hasSize(10);
            for (Section<?> section : List.of(Agent.AGENT, Quota.OF_AGENT)) {
                assertThat(demo.all(section)).hasSize(10);
            }
        }
    }
}
