package io.pelagos;

import static io.pelagos.team.TestDirectory.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.Channel;
import io.pelagos.pool.Pool;
import io.pelagos.pool.Quota;
import io.pelagos.team.Agent;
import io.pelagos.team.Section;
import io.pelagos.team.Team;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.TestDirectory;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    @TempDir
    Path dir;

    @Test
    void sets_itself_up_once_and_remembers_its_tokens() throws Exception {
        try (TestDirectory here = new TestDirectory()) {
            Path file = dir.resolve("data/demo-tokens");
            Demo demo = new Demo(
                    here.vertx,
                    here.sessions,
                    here.directory,
                    here.tokens,
                    no -> Future.succeededFuture(),
                    (tenant, channel, doc) -> doc,
                    file);
            List<Demo.Person> people = await(demo.setUp(Demo.builtIn()));
            assertThat(people).extracting(Demo.Person::role).contains("admin", "manager", "supervisor", "agent");
            assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            for (Demo.Person person : people) {
                assertThat(here.principal(person.token()).agent()).isEqualTo(person.agent());
            }
            long version = here.directory.tenant("demo").version();
            assertThat(await(demo.setUp(Demo.builtIn()))).isEqualTo(people);
            assertThat(here.directory.tenant("demo").version()).isEqualTo(version);
        }
    }

    @Test
    void every_document_of_it_can_be_read() {
        try (TestDirectory here = new TestDirectory()) {
            Path file = dir.resolve("demo-tokens");
            await(new Demo(
                            here.vertx,
                            here.sessions,
                            here.directory,
                            here.tokens,
                            no -> Future.succeededFuture(),
                            (t, c, doc) -> doc,
                            file)
                    .setUp(Demo.builtIn()));
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
