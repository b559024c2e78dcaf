package io.pelagos;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelagos.platform.DataDir;
import io.pelagos.platform.EmbeddedRedis;
import io.pelagos.platform.StartFailure;
import io.pelagos.platform.TestEngines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node does not start with, and how it says so. */
class StartRefusalTest {
    @TempDir
    Path dir;

    @Test
    void fewer_cells_than_tenants_are_spread_over_are_refused() {
        String postgres = TestEngines.postgresUrl();
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir)) {
            try (TestNode node = TestNode.start(postgres, redis.url())) {
                node.tenant();
                node.tenant();
            }
            assertThatThrownBy(() -> TestNode.start(postgres, redis.url(), "sweep_after_millis: 500", "cells: 1"))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageStartingWith("cells is 1, but tenants are in cell 1 already");
            TestNode.start(postgres, redis.url()).close();
        }
    }

    @Test
    void a_redis_that_wants_a_password_is_named() {
        String postgres = TestEngines.postgresUrl();
        try (EmbeddedRedis redis = TestEngines.ownRedis(dir)) {
            String nobodys = redis.url().replaceFirst("//[^@]*@", "//");
            assertThatThrownBy(() -> TestNode.start(postgres, nobodys))
                    .isInstanceOf(StartFailure.class)
                    .hasMessageStartingWith("Redis at 127.0.0.1:")
                    .hasMessageContaining("NOAUTH");
        }
    }

    @Test
    void a_data_directory_that_is_a_file_is_named_in_words() throws IOException {
        Path file = Files.createFile(dir.resolve("data"));
        assertThatThrownBy(() -> DataDir.lock(file))
                .isInstanceOf(StartFailure.class)
                .hasMessage("the data directory " + file + " is a file");
    }
}
