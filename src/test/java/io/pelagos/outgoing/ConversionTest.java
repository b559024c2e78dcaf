package io.pelagos.outgoing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.pelagos.team.Document;
import io.pelagos.team.Fault;
import io.pelagos.team.InvalidDocument;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConversionTest {
    private static Conversion conversion(JsonObject body) {
        JsonObject names = new JsonObject().put("won", "Purchase").put("followed_up.reached", "Contact");
        return Document.read(new JsonObject().put("names", names).put("body", body), Conversion::read);
    }

    @Test
    void fills_texts_and_keeps_the_kinds_of_values() {
        JsonObject body = new JsonObject()
                .put("n", "{amount}")
                .put("t", "{amount} {currency}!")
                .put("list", new JsonArray().add("{name}").add(7).add(new JsonObject().put("none", "{ad}")))
                .put("plain", "{Not one} {}");
        Map<String, Object> values = Map.of("amount", new BigDecimal("1E+3"), "currency", "$1", "name", "Purchase");
        JsonObject filled = conversion(body).fill(values);
        assertThat(filled.getValue("n")).isEqualTo(new BigDecimal("1E+3"));
        assertThat(filled.getString("t")).isEqualTo("1000 $1!");
        assertThat(filled.getJsonArray("list").getString(0)).isEqualTo("Purchase");
        assertThat(filled.getJsonArray("list").getJsonObject(2).getMap()).containsEntry("none", null);
        assertThat(filled.getString("plain")).isEqualTo("{Not one} {}");
    }

    @Test
    void is_not_sent_without_what_names_the_lead() {
        Conversion both = conversion(new JsonObject().put("a", "{click_id}").put("b", "x-{external_id}"));
        assertThat(both.fill(Map.of("name", "Purchase"))).isNull();
        assertThat(both.fill(Map.of("external_id", "7")))
                .isEqualTo(new JsonObject().putNull("a").put("b", "x-7"));
        assertThat(conversion(new JsonObject().put("a", "{lead}")).fill(Map.of()))
                .isEqualTo(new JsonObject().putNull("a"));
    }

    @Test
    void knows_events_by_type_and_by_outcome() {
        Conversion conversion = conversion(new JsonObject());
        assertThat(conversion.types()).containsExactlyInAnyOrder("won", "followed_up");
        assertThat(conversion.name("won", null)).isEqualTo("Purchase");
        assertThat(conversion.name("followed_up", "reached")).isEqualTo("Contact");
        assertThat(conversion.name("followed_up", "refused")).isNull();
    }

    @Test
    void refuses_placeholders_that_mean_nothing_and_says_where() {
        JsonObject body =
                new JsonObject().put("a/b", new JsonArray().add("{click_id}").add("{phone}"));
        InvalidDocument refused = catchThrowableOfType(InvalidDocument.class, () -> conversion(body));
        assertThat(refused.faults()).extracting(Fault::pointer).containsExactly("/body/a~1b/1");
    }
}
