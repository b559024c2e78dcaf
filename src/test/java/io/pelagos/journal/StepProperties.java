package io.pelagos.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.vertx.core.json.JsonObject;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever steps a lead takes, one after the other: it stays within the diagram. */
class StepProperties {
    private static final List<String> WHAT =
            List.of("stays", "wins", "pauses", "to p", "to q", "to ann", "to bob", "closes");

    @Provide
    Arbitrary<List<String>> lives() {
        return Arbitraries.of(WHAT).list().ofMinSize(1).ofMaxSize(30);
    }

    private static Step step(LeadRow lead, String what) {
        return switch (what) {
            case "wins" -> Step.stays(lead, "won").set(Facts.WON_AT, Step.NOW);
            case "pauses" ->
                Step.stays(lead, "nurtured")
                        .set(Facts.NURTURE_UNTIL, 9_999)
                        .set(Facts.EXTENSIONS, new JsonObject().put("at", Step.NOW));
            case "to p", "to q" -> Step.toPool(lead, "moved", what.substring(3));
            case "to ann", "to bob" -> Step.toOwner(lead, "assigned", what.substring(3), null);
            case "closes" -> Step.closes(lead, "closed");
            default -> Step.stays(lead, "noted");
        };
    }

    @Property(tries = 300)
    void a_lead_is_always_in_one_place_of_the_diagram(@ForAll("lives") List<String> life) {
        LeadRow lead = new LeadRow(7, 1, 1, LeadState.POOLED, "p", null, null, 5, 0, 5, 0, new JsonObject());
        boolean won = false;
        long now = 10;
        for (String what : life) {
            LeadRow next = step(lead, what).after(now);
            won |= what.equals("wins");
            assertThat(next.version()).isEqualTo(lead.version() + 1);
            assertThat(next.owner() != null).as(life.toString()).isEqualTo(next.state() == LeadState.OWNED);
            assertThat(next.pool()).isNotEmpty();
            assertThat(next.factMillis(Facts.WON_AT) > 0).as("the mark stays").isEqualTo(won);
            assertThat(next.rounds() - lead.rounds())
                    .isEqualTo(lead.state() == LeadState.OWNED && next.state() == LeadState.POOLED ? 1 : 0);
            boolean sameOwner = lead.owner() != null && lead.owner().equals(next.owner());
            if (lead.owner() != null && !sameOwner) {
                assertThat(next.facts().fieldNames())
                        .as("of the last ownership")
                        .doesNotContainAnyElementsOf(Facts.OF_OWNERSHIP);
            }
            assertThat(next.claimedAtMillis())
                    .isEqualTo(next.owner() == null || sameOwner ? lead.claimedAtMillis() : now);
            boolean enters = next.state() == LeadState.POOLED
                    && (lead.state() != LeadState.POOLED || !lead.pool().equals(next.pool()));
            assertThat(next.enteredAtMillis()).isEqualTo(enters ? now : lead.enteredAtMillis());
            assertThat(next.facts().encode()).doesNotContain("now");
            lead = next;
            now += 10;
        }
    }
}
