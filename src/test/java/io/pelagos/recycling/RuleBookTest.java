package io.pelagos.recycling;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.team.Document;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleBookTest {
    private static final long CLAIMED = 1_000_000;
    private static final long DAY = 86_400_000;

    private static RecycleRule rule(String name, String after, String appliesTo) {
        return Document.read(
                new JsonObject()
                        .put("name", name)
                        .put("trigger", "max_hold")
                        .put("after", after)
                        .put("applies_to", appliesTo == null ? null : new JsonObject(appliesTo)),
                RecycleRule::read);
    }

    private static LeadRow lead(LeadState state, int rounds, JsonObject facts) {
        return new LeadRow(7, 1, 3, state, "web", "ann", null, 5, CLAIMED, CLAIMED + 9, rounds, facts);
    }

    private static LeadRow hot() {
        return lead(
                LeadState.OWNED,
                2,
                new JsonObject()
                        .put("grade", "A")
                        .put("tags", new JsonArray().add("vip").add("new"))
                        .put("channel", "ads")
                        .put("intent", "buy")
                        .put("stage", "offer")
                        .put("last_outcome", "busy")
                        .put("fields", new JsonObject().put("region", "north").put("seats", 20))
                        .put("won_at", 99));
    }

    private static Deadline next(LeadRow lead, RecycleRule... rules) {
        return new RuleBook(List.of(rules), null).next(lead);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "`{}`; true",
                "`{\"grades\":[\"A\",\"B\"]}`; true",
                "`{\"grades\":[\"B\"]}`; false",
                "`{\"tags\":[\"x\",\"vip\"]}`; true",
                "`{\"tags\":[\"x\"]}`; false",
                "`{\"channels\":[\"ads\"]}`; true",
                "`{\"channels\":[\"form\"]}`; false",
                "`{\"intent\":[\"buy\",\"ask\"]}`; true",
                "`{\"intent\":[\"ask\"]}`; false",
                "`{\"stage\":[\"offer\"]}`; true",
                "`{\"stage\":[\"contract\"]}`; false",
                "`{\"last_outcome\":[\"busy\"]}`; true",
                "`{\"last_outcome\":[\"reached\"]}`; false",
                "`{\"fields\":{\"region\":[\"south\",\"north\"]}}`; true",
                "`{\"fields\":{\"region\":[\"south\"]}}`; false",
                "`{\"fields\":{\"seats\":[\"20\"]}}`; true",
                "`{\"fields\":{\"region\":[\"north\"],\"seats\":[\"21\"]}}`; false",
                "`{\"fields\":{\"other\":[\"north\"]}}`; false",
                "`{\"fields\":{\"other\":[]}}`; true",
                "`{\"grades\":[],\"tags\":[],\"fields\":{}}`; true",
                "`{\"won\":true}`; true",
                "`{\"won\":false}`; false",
                "`{\"won\":null}`; true",
                "`{\"rounds\":{\"min\":2,\"max\":2}}`; true",
                "`{\"rounds\":{\"min\":3}}`; false",
                "`{\"rounds\":{\"max\":1}}`; false",
                "`{\"grades\":[\"A\"],\"tags\":[\"x\"]}`; false",
            })
    void a_rule_is_for_leads_to_which_every_filter_applies(String appliesTo, boolean includes) {
        assertThat(rule("r", "P1D", appliesTo).appliesTo().includes(hot())).isEqualTo(includes);
    }

    @Test
    void a_lead_without_facts_passes_no_filter_but_those_for_what_it_is_not() {
        LeadRow bare = lead(LeadState.OWNED, 0, new JsonObject());
        assertThat(rule("r", "P1D", null).appliesTo().includes(bare)).isTrue();
        assertThat(rule("r", "P1D", "{\"won\":false}").appliesTo().includes(bare))
                .isTrue();
        assertThat(rule("r", "P1D", "{\"grades\":[\"A\"]}").appliesTo().includes(bare))
                .isFalse();
        assertThat(rule("r", "P1D", "{\"tags\":[\"a\"]}").appliesTo().includes(bare))
                .isFalse();
        assertThat(rule("r", "P1D", "{\"fields\":{\"region\":[\"north\"]}}")
                        .appliesTo()
                        .includes(bare))
                .isFalse();
    }

    @Test
    void the_next_deadline_is_the_earliest_of_the_rules_that_apply() {
        RecycleRule late = rule("late", "P3D", null);
        RecycleRule early = rule("early", "P2D", "{\"grades\":[\"A\"]}");
        RecycleRule others = rule("others", "PT1H", "{\"grades\":[\"B\"]}");
        assertThat(next(hot(), late, early, others)).isEqualTo(new Deadline(CLAIMED + 2 * DAY, early, Long.MAX_VALUE));
        assertThat(next(hot(), others)).isNull();
        assertThat(next(hot())).isNull();
    }

    @Test
    void the_first_of_two_rules_at_the_same_time_has_the_say() {
        RecycleRule one = rule("one", "P2D", null);
        RecycleRule two = rule("two", "PT48H", null);
        assertThat(next(hot(), one, two).rule()).isEqualTo(one);
    }

    @ParameterizedTest
    @CsvSource({"POOLED", "CLOSED"})
    void only_an_owned_lead_has_a_deadline(LeadState state) {
        assertThat(next(lead(state, 0, new JsonObject()), rule("r", "P1D", null)))
                .isNull();
    }
}
