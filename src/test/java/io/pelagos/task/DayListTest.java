package io.pelagos.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.task.DayList.Item;
import io.pelagos.task.DayList.Kind;
import io.pelagos.task.Task.Status;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

class DayListTest {
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    /** Nine in the morning in Shanghai, of the 4th of May. */
    private static final long NOW = at("2026-05-04T01:00:00Z");

    private static long at(String time) {
        return Instant.parse(time).toEpochMilli();
    }

    private static Day day(String date) {
        return Day.of(date == null ? null : LocalDate.parse(date), SHANGHAI, NOW);
    }

    private static LeadRow lead(long id, JsonObject facts) {
        return new LeadRow(1, id, 3, LeadState.OWNED, "web", "ann", null, 1, 1, 1, 0, facts);
    }

    private static LeadRow called(long id, String next) {
        return lead(id, new JsonObject().put(Facts.NEXT_AT, at(next)));
    }

    private static Task task(long id, long dueAtMillis) {
        return new Task(id, 0, "ann", "sam", "x", dueAtMillis, Status.OPEN, 1, 0, 0);
    }

    @Test
    void a_day_is_the_firms_own_from_midnight_to_midnight() {
        assertThat(day(null).date()).isEqualTo(LocalDate.parse("2026-05-04"));
        assertThat(day("2026-05-05").holds(at("2026-05-04T16:00:00Z"))).isTrue();
        assertThat(day("2026-05-05").holds(at("2026-05-04T15:59:59.999Z"))).isFalse();
        assertThat(day("2026-05-05").holds(at("2026-05-05T15:59:59.999Z"))).isTrue();
        assertThat(day("2026-05-05").holds(at("2026-05-05T16:00:00Z"))).isFalse();
        Day changing = Day.of(LocalDate.parse("2026-03-29"), ZoneId.of("Europe/Berlin"), NOW);
        assertThat(changing.toMillis() - changing.fromMillis()).isEqualTo(23 * 3_600_000L);
    }

    @Test
    void only_today_holds_what_was_left_over() {
        long before = at("2026-04-01T00:00:00Z");
        assertThat(day(null).holds(before)).isTrue();
        assertThat(day("2026-05-04").holds(before)).isTrue();
        assertThat(day("2026-05-03").holds(before)).isFalse();
        assertThat(day("2026-05-05").holds(before)).isFalse();
    }

    @Test
    void is_in_order_of_time_and_counts_what_is_overdue() {
        DayList list = new DayList(day(null));
        list.add(task(8, at("2026-05-04T02:00:00Z")));
        list.add(task(9, 0));
        list.add(called(1, "2026-05-04T03:00:00Z"), null);
        list.add(called(2, "2026-05-02T03:00:00Z"), null);
        list.add(called(3, "2026-05-05T03:00:00Z"), null);
        assertThat(list.items()).extracting(Item::kind).containsExactly(Kind.CONTACT, Kind.TASK, Kind.CONTACT);
        assertThat(list.items()).extracting(Item::lead).containsExactly(2L, 0L, 1L);
        assertThat(list.count(Kind.CONTACT)).isEqualTo(2);
        assertThat(list.count(Kind.TASK)).isEqualTo(1);
        assertThat(list.count(Kind.DEADLINE)).isZero();
        assertThat(list.overdue()).isEqualTo(1);
    }

    @Test
    void a_nurture_date_that_was_followed_up_is_done() {
        DayList list = new DayList(day(null));
        long date = at("2026-05-03T00:00:00Z");
        JsonObject facts = new JsonObject().put(Facts.NURTURE_UNTIL, date).put(Facts.FOLLOWED_UP_AT, date - 1);
        list.add(lead(1, facts), null);
        list.add(lead(2, facts.copy().put(Facts.FOLLOWED_UP_AT, date)), null);
        assertThat(list.items()).containsExactly(new Item(Kind.NURTURE_END, date, 1, 0, null));
    }

    @Test
    void shows_the_first_and_counts_all() {
        DayList list = new DayList(day(null));
        for (int i = 1; i <= 2 * DayList.ITEMS_MAX; i++) {
            // Neither in order nor against it.
            list.add(task(i, NOW + (i * 7919L) % 5_003));
        }
        assertThat(list.items())
                .hasSize(DayList.ITEMS_MAX)
                .isSortedAccordingTo(Comparator.comparingLong(Item::atMillis));
        long last = list.items().get(DayList.ITEMS_MAX - 1).atMillis();
        long earlier = java.util.stream.LongStream.rangeClosed(1, 2 * DayList.ITEMS_MAX)
                .filter(i -> NOW + (i * 7919L) % 5_003 < last)
                .count();
        assertThat(earlier).isLessThan(DayList.ITEMS_MAX);
        assertThat(list.count(Kind.TASK)).isEqualTo(2 * DayList.ITEMS_MAX);
    }
}
