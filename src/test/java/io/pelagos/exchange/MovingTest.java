package io.pelagos.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.LeadDraft;
import io.pelagos.lead.Contact;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An imported lead that somebody has changed before it was where it belongs. */
class MovingTest {
    private static final long NOW = 1_700_000_000_000L;

    private static Row.Lead row(String lane) {
        LeadDraft draft = new LeadDraft(
                null,
                "web",
                null,
                Contact.NONE,
                false,
                new JsonObject(),
                new JsonObject(),
                null,
                null,
                List.of(),
                lane,
                false);
        Past past = new Past(null, null, NOW - 1_000, 0, 0, null, 0, List.of(), new JsonObject(), new JsonObject());
        return new Row.Lead(draft, past);
    }

    private static LeadRow lead(LeadState state, @Nullable String owner, String lane) {
        return new LeadRow(1, 2, 3, state, "web", owner, null, NOW, 0, NOW, 0, new JsonObject().put(Facts.LANE, lane));
    }

    private static LeadRow after(LeadRow lead, String lane) {
        return Moving.step(lead, row(lane), 0, NOW).after(NOW);
    }

    private static String held() {
        return Moving.held(row("").draft()).lane();
    }

    @Test
    void who_was_touched_meanwhile_is_opened_to_those_it_is_for() {
        LeadRow anybodys = after(lead(LeadState.POOLED, null, held()), "");
        assertThat(anybodys.facts().containsKey(Facts.LANE)).isFalse();
        assertThat(anybodys.facts().getLong(Facts.WON_AT)).isEqualTo(NOW - 1_000);
        assertThat(after(lead(LeadState.POOLED, null, held()), "skill=a")
                        .facts()
                        .getString(Facts.LANE))
                .isEqualTo("skill=a");
    }

    @Test
    void who_was_assigned_meanwhile_stays_with_the_owner() {
        LeadRow assigned = after(lead(LeadState.OWNED, "ann", held()), "skill=a");
        assertThat(assigned.owner()).isEqualTo("ann");
        assertThat(assigned.facts().getString(Facts.LANE)).isEqualTo("skill=a");
    }

    @Test
    void a_lane_that_somebody_has_set_meanwhile_stays() {
        assertThat(after(lead(LeadState.POOLED, null, "skill=b"), "skill=a")
                        .facts()
                        .getString(Facts.LANE))
                .isEqualTo("skill=b");
    }
}
