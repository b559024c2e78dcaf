package io.pelagos.followup;

import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.pool.Refund;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which claims a journal shows to be of dead numbers, and which records prove it. */
class DeadNumberTest {
    private static final long MINUTE = 60_000;
    private static final Refund REFUND = new Refund(Duration.ofHours(2), Set.of("wrong_number"), true);

    /** Lines in short: minute, type, owner after it, and what the event tells. */
    private static List<JsonObject> lines(String text) {
        List<JsonObject> lines = new ArrayList<>();
        lines.add(new JsonObject()
                .put("version", 1)
                .put("type", "received")
                .put("at", 0)
                .put("to", new JsonObject().put("state", "pooled").put("pool", "p")));
        for (String line : text.strip().split(" *; *", 0)) {
            String[] parts = line.split(" +", 0);
            JsonObject to = new JsonObject().put("state", "owned").put("pool", "p");
            JsonObject data = new JsonObject();
            switch (parts[1]) {
                case "followed_up" -> data.put("outcome", parts[3]).put("call", "c1");
                case "reviewed" ->
                    data.put("followup", Integer.valueOf(parts[4])).put("verdict", parts[3]);
                case "evidenced" ->
                    data.put("followup", Integer.valueOf(parts[4])).put("call", parts[3]);
                case "refunded" -> data.put("claim", Integer.valueOf(parts[3]));
                case "edited" -> data.put("contact", new JsonArray().add(parts[3]));
                default -> {
                    // Nothing more to tell.
                }
            }
            lines.add(new JsonObject()
                    .put("version", lines.size() + 1)
                    .put("type", parts[1])
                    .put("at", Long.parseLong(parts[0]) * MINUTE)
                    .put("actor", parts[1].equals("reviewed") && parts.length > 5 ? parts[5] : "sam")
                    .put(
                            "to",
                            parts[2].equals("-") ? new JsonObject().put("state", "pooled") : to.put("owner", parts[2]))
                    .put("data", data));
        }
        return lines;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 claimed ann; 2 followed_up ann wrong_number                                       | 2",
                "1 claimed ann; 121 followed_up ann wrong_number                                     | 2",
                "1 claimed ann; 122 followed_up ann wrong_number                                     | ''",
                "1 claimed ann; 2 followed_up ann reached                                            | ''",
                "1 claimed ann; 2 followed_up ann reached; 3 followed_up ann wrong_number            | 2",
                "1 assigned ann; 2 followed_up ann wrong_number                                      | ''",
                "1 claimed ann; 2 transferred bob; 3 followed_up bob wrong_number                    | ''",
                "1 claimed ann; 2 transferred bob; 3 transferred ann; 4 followed_up ann wrong_number | ''",
                "1 claimed ann; 2 released -; 3 assigned ann; 4 followed_up ann wrong_number         | ''",
                "1 claimed ann; 2 followed_up ann wrong_number; 3 released -; 4 claimed bob          | 2",
                "1 claimed ann; 2 released -; 3 claimed ann; 4 followed_up ann wrong_number          | 4",
                "1 claimed ann; 2 followed_up ann wrong_number; 3 refunded ann 2                     | ''",
                "1 claimed ann; 2 followed_up ann wrong_number; 3 refunded ann 2; 4 followed_up ann wrong_number | ''",
                "1 claimed ann; 2 edited ann phone; 3 followed_up ann wrong_number                   | ''",
                "1 claimed ann; 2 edited ann email; 3 followed_up ann wrong_number                   | 2",
                "1 claimed ann; 2 followed_up ann wrong_number; 3 edited ann phone                   | 2",
                "1 claimed ann; 2 followed_up ann wrong_number; 3 reviewed ann fake 3                | ''",
                "1 claimed ann; 2 followed_up ann wrong_number; 3 reviewed ann fake 3; 4 reviewed ann genuine 3 | 2",
            })
    void a_claim_is_to_be_given_back(String journal, String claims) {
        List<String> found = DeadNumber.of(lines(journal), pool -> REFUND).stream()
                .map(dead -> Integer.toString(dead.claim().version()))
                .toList();
        assertThat(String.join(",", found)).isEqualTo(claims);
        assertThat(DeadNumber.of(lines(journal), pool -> null)).isEmpty();
    }

    @Test
    void a_verdict_counts_unless_it_is_ones_own_and_a_call_may_come_later() {
        String told = "1 claimed ann; 2 followed_up ann wrong_number; ";
        assertThat(only(told + "3 reviewed ann genuine 3").verdict()).isEqualTo("genuine");
        assertThat(only(told + "3 reviewed ann genuine 3 ann").verdict()).isEmpty();
        assertThat(only(told + "3 evidenced ann c2 3").call()).isEqualTo("c2");
        assertThat(only(told).call()).isEqualTo("c1");
    }

    private static DeadNumber only(String journal) {
        List<DeadNumber> found = DeadNumber.of(lines(journal), pool -> REFUND);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "7, ann, false, 1, 5, true",
        "7, ,    false, 1, 5, true",
        "8, ann, false, 1, 5, false",
        "7, bob, false, 1, 5, false",
        "7, ann, true,  1, 5, false",
        "7, ann, false, 0, 5, false",
        "7, ann, false, 1, 0, false",
    })
    void a_record_proves_it(long lead, String agent, boolean inbound, long minute, int seconds, boolean proves) {
        DeadNumber dead = only("1 claimed ann; 2 followed_up ann wrong_number");
        CallRecord record = new CallRecord("c1", lead, agent, inbound, minute * MINUTE, seconds, false);
        assertThat(dead.provenBy(record, 7)).isEqualTo(proves);
    }
}
