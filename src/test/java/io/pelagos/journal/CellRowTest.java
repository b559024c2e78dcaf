package io.pelagos.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CellRowTest {
    private final CellRow row = new CellRow(new Fence(1, 7, "n", "r"), true, "735/00000002", "16384/1259", 0);

    @Test
    void tells_a_redis_of_another_database_from_one_that_is_behind() {
        assertThat(row.anothers("", "")).as("an empty Redis").isFalse();
        assertThat(row.anothers("7|735/00000002", "7|16384/1259")).isFalse();
        assertThat(row.anothers("5|735/00000001", "5|16384/77"))
                .as("promoted, or put back from a dump")
                .isFalse();
        assertThat(row.anothers("7|736/00000002", "")).as("another PostgreSQL").isTrue();
        assertThat(row.anothers("7|735/00000002", "7|16999/1259"))
                .as("another database in this PostgreSQL")
                .isTrue();
    }
}
