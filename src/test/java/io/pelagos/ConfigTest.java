package io.pelagos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {
    @Test
    void the_file_that_is_shipped_states_the_defaults() throws IOException {
        Config shipped = parse(Files.readString(Path.of("conf/pelagos.yaml")));
        assertThat(shipped).isEqualTo(parse(""));
        assertThat(shipped.http().port()).isEqualTo(8080);
        assertThat(shipped.postgres().embedded()).isTrue();
        assertThat(shipped.redis().embedded()).isTrue();
        assertThat(shipped.masterKey()).isNull();
    }

    @Test
    void every_key_of_the_code_is_in_the_file_that_is_shipped() throws IOException {
        String shipped = Files.readString(Path.of("conf/pelagos.yaml"));
        for (var part : Config.class.getRecordComponents()) {
            assertThat(shipped).containsPattern("(?m)^" + snake(part.getName()) + ":");
            if (part.getType().isRecord()) {
                for (var key : part.getType().getRecordComponents()) {
                    assertThat(shipped).containsPattern("(?m)^  " + snake(key.getName()) + ":");
                }
            }
        }
    }

    @Test
    void reads_what_differs_and_keeps_the_rest() {
        Config config = parse("http: {port: 9090}\ncluster:\n  enabled: true\n  members: ['a:1', 'b:2']\n");
        assertThat(config.http().port()).isEqualTo(9090);
        assertThat(config.http().host()).isEqualTo("127.0.0.1");
        assertThat(config.cluster()).isEqualTo(new Config.Cluster(true, "127.0.0.1", 5701, List.of("a:1", "b:2")));
    }

    @Test
    void every_variable_wins_over_the_file() {
        Config config = Config.parse(
                "test",
                "http: {port: 1, host: file}\npostgres: {url: 'postgresql://file'}\nbootstrap_token: the one of the file\n",
                Map.of(
                        "PELAGOS_HTTP_PORT", "2",
                        "PELAGOS_HTTP_HOST", "env",
                        "PELAGOS_DATA_DIR", "/env",
                        "PELAGOS_POSTGRES_URL", "postgresql://env",
                        "PELAGOS_REDIS_URL", "redis://env",
                        "PELAGOS_BOOTSTRAP_TOKEN", "the one of the environment",
                        "PELAGOS_DEMO_TRAFFIC", "false",
                        "PELAGOS_CLUSTER", "true",
                        "PELAGOS_MASTER_KEY", "k".repeat(32)));
        assertThat(config.http().port()).isEqualTo(2);
        assertThat(config.http().host()).isEqualTo("env");
        assertThat(config.dataDir()).isEqualTo(Path.of("/env"));
        assertThat(config.postgres().url()).isEqualTo("postgresql://env");
        assertThat(config.postgres().embedded()).isFalse();
        assertThat(config.redis().url()).isEqualTo("redis://env");
        assertThat(config.bootstrapToken()).isEqualTo("the one of the environment");
        assertThat(config.demo().traffic()).isFalse();
        assertThat(config.cluster().enabled()).isTrue();
        assertThat(config.masterKey()).isEqualTo("k".repeat(32));
        assertThat(config.toString())
                .doesNotContain("kkkk")
                .doesNotContain("the one of")
                .doesNotContain("postgresql:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http: {prot: 1}            | http.prot: is not a known key",
                "colour: red                | colour: is not a known key",
                "http: {port: eighty}       | http.port: must be a whole number",
                "http: {port: 80.5}         | http.port: must be a whole number",
                "http: {port: 70000}        | http.port: must be from 0 to 65535, not 70000",
                "http: {port: 99999999999}  | http.port: must be from 0 to 65535",
                "http: {port: null}         | http.port: must be a whole number",
                "http: 8080                 | http: must hold keys",
                "http: {host: ''}           | http.host: must not be empty",
                "http: {host: 1}            | http.host: must be text",
                "cells: 0                   | cells: must be from 1 to 4096",
                "road: {batch_max: -1}      | road.batch_max: must be from 1",
                "intake: {max_waiting: []}  | intake.max_waiting: must be a whole number",
                "demo: {traffic: maybe}     | demo.traffic: must be true or false",
                "cluster: {members: a}      | cluster.members: must be a list of texts",
                "cluster: {members: [1]}    | cluster.members: must be a list of texts",
                "outgoing: {allowed_networks: [a]} | outgoing.allowed_networks: must be a network such as 10.1.0.0/16",
                "master_key: short          | master_key: must have at least 32 characters",
                "http: {hook_body_limit_bytes: 1048577} | http.hook_body_limit_bytes: must be from 1024 to 1048576",
                "data_dir: ' '              | data_dir: must not be empty",
                "[a, b]                     | must hold keys",
                "'http: {port: 1'           | is not YAML, line 1",
                "{cells: 1, cells: 2}       | is not YAML, line 1: Duplicate field 'cells'",
            })
    void a_bad_key_is_named_in_one_line(String yaml, String says) {
        assertThatThrownBy(() -> parse(yaml))
                .isInstanceOf(BadConfig.class)
                .hasMessageStartingWith("test")
                .hasMessageContaining(says)
                .hasMessageNotContaining("\n");
    }

    @Test
    void a_bad_variable_is_named() {
        assertThatThrownBy(() -> Config.parse("test", "", Map.of("PELAGOS_HTTP_PORT", "x")))
                .hasMessage("PELAGOS_HTTP_PORT: http.port: must be a whole number, not 'x'");
        assertThatThrownBy(() -> Config.parse("test", "", Map.of("PELAGOS_CLUSTER", "yes")))
                .hasMessage("PELAGOS_CLUSTER: cluster.enabled: must be true or false, not 'yes'");
        assertThatThrownBy(() -> Config.parse("test", "", Map.of("PELAGOS_MASTER_KEY", "geheim")))
                .hasMessageStartingWith("PELAGOS_MASTER_KEY: master_key: must have at least 32")
                .hasMessageNotContaining("geheim");
    }

    @Test
    void a_file_that_is_not_there_is_named(@TempDir Path dir) {
        Path file = dir.resolve("none.yaml");
        assertThatThrownBy(() -> Config.load(file, Map.of()))
                .isInstanceOf(BadConfig.class)
                .hasMessage("cannot read the configuration " + file + ": there is no such file");
        assertThatThrownBy(() -> Config.load(dir, Map.of())).hasMessage("cannot read the configuration " + dir);
    }

    private static Config parse(String yaml) {
        return Config.parse("test", yaml, Map.of());
    }

    private static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
