package io.pelagos.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeadRecordTest {
    private static final Placement.Place PLACE = new Placement.Place("skill=a", -5, 70, "", 80, false, false);

    private static LeadRow row(LeadState state, String owner, String team, int rounds, JsonObject facts) {
        boolean claimed = state == LeadState.OWNED || rounds > 0;
        return new LeadRow(7, 12345, 3, state, "web", owner, team, 40, claimed ? 50 : 0, 60, rounds, facts);
    }

    @Test
    void a_record_says_where_a_lead_is() {
        JsonObject facts = new JsonObject().put("next_at", 90);
        assertThat(LeadRecord.of(row(LeadState.POOLED, null, null, 0, facts), PLACE))
                .isEqualTo("p|3|7/web|skill=a|-5|70||80|");
        assertThat(LeadRecord.of(row(LeadState.OWNED, "ann", "blue", 0, facts), PLACE))
                .isEqualTo("o|3|7/web|7/ann|7/blue|50|90|u|80");
        assertThat(LeadRecord.of(row(LeadState.CLOSED, null, null, 0, facts), PLACE))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, false, false, false, u",
        "1, 0, false, false, false, cu",
        "0, 9, false, false, false, wu",
        "0, 0, true, false, false, nu",
        "0, 0, false, true, false, lu",
        "2, 9, true, true, false, cwnlu",
        "0, 0, false, false, true, ''",
        "2, 9, true, false, true, cwn"
    })
    void flags_tell_what_limits_look_at(
            int rounds, long won, boolean nurtured, boolean locked, boolean followedUp, String flags) {
        JsonObject facts = new JsonObject().put("won_at", won);
        if (followedUp) {
            facts.put("followups", new JsonArray().add(new JsonObject().put("at", 60)));
        }
        Placement.Place place = Placement.Place.owned(80, nurtured, locked);
        assertThat(LeadRecord.of(row(LeadState.OWNED, "ann", null, rounds, facts), place))
                .endsWith("|" + flags + "|80");
        assertThat(LeadRecord.of(row(LeadState.POOLED, null, null, rounds, facts), PLACE))
                .endsWith("|" + flags.replaceAll("[unl]", "") + "|80|");
    }

    @Test
    void a_lead_that_was_closed_by_its_owner_and_opened_again_has_left_somebody() {
        LeadRow reopened =
                new LeadRow(7, 12345, 5, LeadState.POOLED, "web", null, null, 70, 50, 70, 0, new JsonObject());
        assertThat(LeadRecord.of(reopened, PLACE)).endsWith("|c|80|");
    }

    @Test
    void a_spot_is_what_the_record_was_made_of() {
        JsonObject facts = new JsonObject();
        assertThat(LeadRecord.Spot.of(LeadRecord.of(row(LeadState.POOLED, null, null, 0, facts), PLACE)))
                .isEqualTo(new LeadRecord.Spot(LeadState.POOLED, "web", null, null));
        assertThat(LeadRecord.Spot.of(LeadRecord.of(row(LeadState.OWNED, "ann", null, 0, facts), PLACE)))
                .isEqualTo(new LeadRecord.Spot(LeadState.OWNED, "web", "ann", null));
        assertThat(LeadRecord.Spot.of(LeadRecord.of(row(LeadState.OWNED, "ann", "blue", 0, facts), PLACE)))
                .isEqualTo(new LeadRecord.Spot(LeadState.OWNED, "web", "ann", "blue"));
        assertThat(LeadRecord.Spot.of("")).isEqualTo(LeadRecord.Spot.CLOSED);
    }

    @Test
    void an_entry_is_read_as_it_was_written() {
        String text =
                "901\t7\t4000\tclaimed\tann\taa\tbb\treason\t{\"a\":1}\t{}\tc2VhbA==\t{\"detail\":\"QQ==\"}\tq:a q:b\t"
                        + "1,2,p|1|7/web||1|0||0|,o|2|7/web|7/ann||4000|0|0|u\t5,9,,p|9|7/web||0|0||0|";
        assertThat(Entry.parse(text))
                .isEqualTo(new Entry(
                        901,
                        7,
                        4000,
                        "claimed",
                        "ann",
                        "aa",
                        "bb",
                        "reason",
                        "{\"a\":1}",
                        "{}",
                        "c2VhbA==",
                        "{\"detail\":\"QQ==\"}",
                        "q:a q:b",
                        List.of(
                                new Entry.Move(1, 2, "p|1|7/web||1|0||0|", "o|2|7/web|7/ann||4000|0|0|u"),
                                new Entry.Move(5, 9, "", "p|9|7/web||0|0||0|"))));
    }
}
