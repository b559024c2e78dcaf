package io.pelagos.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelagos.team.InvalidDocument;
import io.pelagos.team.Words;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewLeadTest {
    private static final Channel ADS = Deliveries.channel("generic", new JsonObject());

    private static final Words WORDS =
            new Words(List.of("A", "B"), List.of("reached"), List.of("new", "won"), List.of());

    private static LeadDraft read(String body) {
        return NewLead.read(new JsonObject(body), id -> id.equals("ads") ? ADS : null, WORDS);
    }

    @Test
    void reads_all_that_a_lead_may_have() {
        LeadDraft lead = read("""
                {"pool":"p","channel":"ads","external_id":"x","contact":{"name":"Jane","phone":"138 1234 1234"},
                 "source":{"campaign":"c"},"grade":"A","score":7,"tags":["t"],"attributes":{"a":{"b":1}},
                 "requires":{"skills":["s"]}}""");

        assertThat(lead.pool()).isEqualTo("p");
        assertThat(lead.contact().phone()).isEqualTo("+8613812341234");
        assertThat(lead.source().encode()).isEqualTo("{\"campaign\":\"c\"}");
        assertThat(lead.score()).isEqualTo(7);
        assertThat(lead.tags()).containsExactly("t");
        assertThat(lead.attributes().encode()).isEqualTo("{\"a\":{\"b\":1}}");
        assertThat(lead.lane()).isEqualTo("skill=s");
        assertThat(read("{\"channel\":\"ads\"}").pool()).isEqualTo("pool");
        assertThat(read("{\"pool\":\"p\"}").contact().phone()).isNull();
    }

    @Test
    void what_a_clipboard_adds_is_left_out() {
        LeadDraft lead = read("""
                {"pool":"p","contact":{"phone":"\\u202a+86 138 1234 1234\\u202c","name":"Li\\u0007 \\u202eWei 👩\\u200d👩"},
                "attributes":{"note":["a\\u000bb"],"blank":" "}}""");
        assertThat(lead.contact().phone()).isEqualTo("+8613812341234");
        assertThat(lead.contact().name()).isEqualTo("Li Wei 👩\u200d👩");
        assertThat(lead.attributes().encode()).isEqualTo("{\"note\":[\"ab\"],\"blank\":\" \"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | /pool",
                "{\"pool\":\"p\",\"contact\":{\"phone\":\"call me\"}} | /contact/phone",
                "{\"pool\":\"p\",\"contact\":{\"phone\":\"13812341234\"}} | /contact/phone",
                "{\"pool\":\"p\",\"contact\":{\"fax\":\"1\"}} | /contact/fax",
                "{\"pool\":\"p\",\"contact\":7} | /contact",
                "{\"pool\":\"p\",\"channel\":\"none\"} | /channel",
                "{\"pool\":\"p\",\"score\":\"high\"} | /score",
                "{\"pool\":\"p\",\"tags\":[1]} | /tags/0",
                "{\"pool\":\"p\",\"grade\":\"\\u0000\"} | /grade",
                "{\"pool\":\"p\",\"grade\":\"ZZ\"} | /grade",
                "{\"pool\":\"p\",\"contact\":{\"name\":\" \\u00a0\\u200b\"}} | /contact/name",
                "{\"pool\":\"p\",\"external_id\":\"\\t\"} | /external_id",
                "{\"pool\":\"p\",\"colour\":1} | /colour"
            })
    void names_the_place_of_a_fault(String body, String pointer) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(InvalidDocument.class, invalid -> assertThat(invalid.faults())
                        .anySatisfy(fault -> assertThat(fault.pointer()).isEqualTo(pointer)));
    }
}
