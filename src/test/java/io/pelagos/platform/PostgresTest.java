package io.pelagos.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.pgclient.SslMode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PostgresTest {
    @Test
    void reads_user_password_host_port_database_and_tls() {
        Postgres postgres = Postgres.of("postgres://m%40x:p%2Fa%3As+s@db.example:6432/leads?sslmode=verify-full");
        var options = postgres.options(5_000);
        assertThat(options.getUser()).isEqualTo("m@x");
        assertThat(options.getPassword()).isEqualTo("p/a:s+s");
        assertThat(options.getHost()).isEqualTo("db.example");
        assertThat(options.getPort()).isEqualTo(6432);
        assertThat(options.getDatabase()).isEqualTo("leads");
        assertThat(options.getSslMode()).isEqualTo(SslMode.VERIFY_FULL);
        assertThat(options.getSslOptions().isTrustAll()).isFalse();
        assertThat(options.getProperties()).containsEntry("statement_timeout", "5000");
        assertThat(options.getProperties()).containsEntry("jit", "off");
        assertThat(postgres.toString()).doesNotContain("p/a");
    }

    @Test
    void has_defaults_for_port_and_database() {
        Postgres postgres = Postgres.of("postgresql://me:x@[::1]");
        assertThat(postgres.port()).isEqualTo(5432);
        assertThat(postgres.database()).isEqualTo("me");
        assertThat(postgres.jdbcUrl()).startsWith("jdbc:postgresql://[::1]:5432/me?");
    }

    @Test
    void refuses_what_it_does_not_understand_without_repeating_the_password() {
        for (String url : new String[] {
            "mysql://a:geheim@h/d",
            "postgresql://a:geheim@h/d?sslmode=perhaps",
            "postgresql://a:ge heim@h/d",
            "postgresql://h/d",
            "postgresql:///d",
            "postgresql://a:geheim@h/d?options=x",
            ""
        }) {
            assertThatThrownBy(() -> Postgres.of(url))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageStartingWith("PELAGOS_POSTGRES_URL")
                    .hasMessageNotContaining("geheim");
        }
    }

    @Test
    void accepts_the_embedded_one_and_migrates_twice() {
        Postgres postgres = Postgres.of(TestEngines.postgresUrl());
        postgres.check();
        postgres.migrate(Duration.ofSeconds(5));
    }

    @Test
    void refuses_a_database_that_may_lose_commits() throws Exception {
        String url = TestEngines.postgresUrl();
        Postgres postgres = Postgres.of(url);
        try (var connection = TestEngines.connect(url);
                var statement = connection.createStatement()) {
            statement.execute("alter database " + postgres.database() + " set synchronous_commit = off");
        }
        assertThatThrownBy(postgres::check)
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("synchronous_commit = off");
    }

    @Test
    void says_that_nobody_is_there_in_one_line() {
        assertThatThrownBy(() -> Postgres.of("postgresql://a:b@127.0.0.1:1/d").check())
                .isInstanceOf(StartFailure.class)
                .hasMessageStartingWith("cannot reach PostgreSQL at 127.0.0.1:1/d: ")
                .hasMessageNotContaining("\n");
    }
}
