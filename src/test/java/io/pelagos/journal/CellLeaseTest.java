package io.pelagos.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Leases of one cell on a real Redis, asked for by two nodes whose time stands still until it is told to pass. */
class CellLeaseTest {
    private final TestCell cell = new TestCell();
    private long nowMillis = 1_000_000;
    private boolean firstIsNear = true;
    private final CellLease first = lease("first", true);
    private final CellLease second = lease("second", false);

    private CellLease lease(String node, boolean near) {
        Road.Time time = new Road.Time() {
            @Override
            public long nowMillis() {
                return nowMillis;
            }

            @Override
            public void after(long millis, Runnable action) {
                throw new UnsupportedOperationException("a lease sets no timers");
            }
        };
        return new CellLease(cell.cellRedis(), time, node, () -> firstIsNear == near);
    }

    private boolean takes(CellLease lease) {
        boolean taken = TestCell.await(lease.take(cell.fence()));
        assertThat(lease.mine()).isEqualTo(taken);
        return taken;
    }

    private String holder() {
        return TestCell.await(cell.cellRedis().get(cell.prefix + "lease"));
    }

    @Test
    void it_is_taken_at_once_by_the_node_that_it_is_left_to_and_by_no_other() {
        assertThat(takes(second)).isFalse();
        assertThat(holder()).isEmpty();
        assertThat(takes(first)).isTrue();
        assertThat(takes(first)).isTrue();
        assertThat(takes(second)).isFalse();
        assertThat(holder()).isEqualTo("first");
    }

    @Test
    void who_holds_it_gives_it_to_a_node_that_has_joined() {
        assertThat(takes(first)).isTrue();
        firstIsNear = false;
        assertThat(takes(second)).as("first has not noticed yet").isFalse();
        assertThat(takes(first)).isFalse();
        assertThat(holder()).isEmpty();
        assertThat(takes(first)).as("not taken back at once").isFalse();
        assertThat(takes(second)).isTrue();
    }

    @Test
    void it_is_taken_by_another_when_nobody_has_it_for_long_and_kept_for_a_while() {
        assertThat(takes(second)).isFalse();
        nowMillis += 1_999;
        assertThat(takes(second)).isFalse();
        nowMillis += 1;
        assertThat(takes(second)).isTrue();
        nowMillis += 29_999;
        assertThat(takes(second)).isTrue();
        nowMillis += 1;
        assertThat(takes(second)).as("offered again").isFalse();
        assertThat(takes(first)).isTrue();
    }

    @Test
    void a_clock_that_is_set_back_lets_nobody_wait_for_ever() {
        assertThat(takes(second)).isFalse();
        nowMillis -= 3_600_000;
        assertThat(takes(second)).isTrue();
    }
}
