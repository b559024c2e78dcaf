package io.pelagos.lead;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.platform.PgLink;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Searches among more leads than one call looks at. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeadSearchTest {
    private static final int TENANT = 7;
    private static final int LEADS = 2 * LeadSearch.LOOK_MAX + 3_000;
    private static final int LIMIT = 100;

    private LeadDatabase database;
    private LeadStore store;

    /** Ids from 1; each has the tag "all", a field "size" that is its id, and every thousandth the tag "rare". */
    @BeforeAll
    void start() {
        database = new LeadDatabase();
        store = new LeadStore(new PgLink(database.vertx, database.options(), 10_000), database.sessions);
        database.rows("""
                insert into lead (tenant, id, version, state, pool, owner, entered_at, changed_at, facts, chain)
                select $1, i, 1, 'o', 'web', 'ann', now(), now(), jsonb_build_object('grade', 'A',
                  'tags', case when i % 1000 = 0 then '["all","rare"]' else '["all"]' end::jsonb,
                  'fields', jsonb_build_object('size', i)), ''
                from generate_series(1, $2) i""", TENANT, LEADS);
        database.rows("""
                insert into lead_detail (tenant, lead, key, sealed, source, created_at)
                select tenant, id, 'k', 's', '{}', now() from lead""");
        database.rows("insert into lead_term select l.tenant, l.id, t.* from lead l, lead_terms(l.facts) t");
        database.rows("insert into lead_term values (8, 1, 'tag', 'all'), (8, 5, 'tag', 'other')");
    }

    @AfterAll
    void close() {
        database.close();
    }

    private static LeadFilter filter(LeadFilter.Term... terms) {
        return new LeadFilter(null, null, null, null, null, null, List.of(terms));
    }

    private static LeadFilter.Term tag(String tag) {
        return LeadFilter.Term.of("tag", tag);
    }

    private static LeadFilter.Term size(@Nullable Integer min, @Nullable Integer max) {
        return new LeadFilter.Term(
                "field.size",
                null,
                min == null ? null : BigDecimal.valueOf(min),
                max == null ? null : BigDecimal.valueOf(max));
    }

    private LeadStore.Page page(long after, LeadFilter filter) {
        return LeadDatabase.await(store.page(TENANT, after, filter, LIMIT));
    }

    private static List<Long> ids(LeadStore.Page page) {
        return page.leads().stream().map(lead -> lead.row().id()).toList();
    }

    /** All pages, one behind the other; none without end. */
    private List<Long> all(LeadFilter filter) {
        List<Long> found = new ArrayList<>();
        Long after = 0L;
        for (int pages = 0; after != null; pages++) {
            assertThat(pages).isLessThan(LEADS / LIMIT + 1);
            LeadStore.Page page = page(after, filter);
            assertThat(page.leads().size()).isLessThanOrEqualTo(LIMIT);
            found.addAll(ids(page));
            after = page.next();
        }
        return found;
    }

    private static List<Long> those(LongPredicate which) {
        return LongStream.rangeClosed(1, LEADS).filter(which).boxed().toList();
    }

    @Test
    void the_rarest_term_leads_and_all_must_be_there() {
        List<Long> rare = those(id -> id % 1000 == 0);
        assertThat(ids(page(0, filter(tag("all"), tag("rare"))))).isEqualTo(rare);
        assertThat(page(0, filter(size(1, null), tag("rare"))).next()).isNull();
        assertThat(all(filter(size(null, 5000), tag("rare"), tag("all")))).isEqualTo(rare.subList(0, 5));
        assertThat(all(filter(tag("rare"), tag("other")))).isEmpty();
    }

    @Test
    void a_common_tag_is_paged_through_in_order() {
        assertThat(ids(page(0, filter(tag("all"))))).isEqualTo(those(id -> id <= LIMIT));
        assertThat(ids(page(LEADS - 50, filter(tag("all"))))).isEqualTo(those(id -> id > LEADS - 50));
        assertThat(page(LEADS - 50, filter(tag("all"))).next()).isNull();
    }

    @Test
    void a_narrow_range_is_found_at_once_and_a_wide_one_in_order() {
        assertThat(ids(page(0, filter(size(20_001, 20_003))))).containsExactly(20_001L, 20_002L, 20_003L);
        assertThat(all(filter(size(500, 1_200)))).isEqualTo(those(id -> id >= 500 && id <= 1_200));
        assertThat(ids(page(0, filter(size(3, null))))).isEqualTo(those(id -> id >= 3 && id < 3 + LIMIT));
        assertThat(ids(page(0, filter(size(7, 7))))).containsExactly(7L);
    }

    @Test
    void a_call_that_has_looked_at_enough_finds_nothing_and_tells_where_to_go_on() {
        // Nearly all leads are in the range, but the first are not.
        LeadFilter last = filter(size(LeadSearch.LOOK_MAX + 2_000, null));
        LeadStore.Page first = page(0, last);
        assertThat(first.leads()).isEmpty();
        assertThat(first.next()).isEqualTo(LeadSearch.LOOK_MAX);
        assertThat(ids(page(first.next(), last)).get(0)).isEqualTo(LeadSearch.LOOK_MAX + 2_000);

        LeadFilter nobody = filter(tag("all")).heldBy(List.of("bob"));
        assertThat(page(0, nobody).next()).isEqualTo(LeadSearch.LOOK_MAX);
        assertThat(all(nobody)).isEmpty();
    }

    @Test
    void among_given_leads_only_those_that_pass_are_found() {
        List<Long> some = List.of(3_000L, 2L, 1_000L, 99_999L);
        assertThat(LeadDatabase.await(store.find(TENANT, some, filter(tag("rare")))).stream()
                        .map(lead -> lead.row().id()))
                .containsExactly(3_000L, 1_000L);
        LeadStore.Page page = LeadDatabase.await(store.page(TENANT, some, LeadFilter.NONE, 2));
        assertThat(ids(page)).containsExactly(2L, 1_000L);
        assertThat(page.next()).isEqualTo(1_000L);
    }
}
