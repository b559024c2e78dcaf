package io.pelagos.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that must not be kept, in whatever shape they come. */
class RedactionTest {
    private static final String SECRET = "pä\"ss/w&rd";

    private static String redacted(String body) {
        return new String(new Redaction(List.of(SECRET), Set.of("pin")).body(body.getBytes(UTF_8)), UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"google_key\":\"hush\"",
                "{\"a\":1,\"Token\" : \"hu\\\"sh\",\"b\":2}",
                "{\"page_access_token\":\"hush",
                "{\"api_key\":12345hush}",
                "{\"pin\":\"hush\"}",
                "a=1&token=hush&b=2",
                "client_secret=hush",
                "--x\r\nContent-Disposition: form-data; name=\"token\"\r\nX: y\r\n\r\nhush\r\n--x--",
                "<lead><Token>hush</Token></lead>",
                "<s:api-key a='1'>hush"
            })
    void takes_out_what_a_name_tells_of(String body) {
        assertThat(redacted(body)).doesNotContain("hush").contains(Redaction.REDACTED);
    }

    @Test
    void leaves_a_body_that_can_still_be_parsed() {
        JsonObject lead =
                new JsonObject(redacted("{\"google_key\":77,\"token\":null,\"name\":\"李\",\"n\":{\"secret\":[1]}}"));
        assertThat(lead)
                .isEqualTo(new JsonObject(
                        "{\"google_key\":\"redacted\",\"token\":\"redacted\",\"name\":\"李\",\"n\":{\"secret\":[1]}}"));
    }

    @Property(tries = 300)
    void takes_out_the_channels_own_secret_wherever_it_is(
            @ForAll @StringLength(max = 20) String before, @ForAll @StringLength(max = 20) String after) {
        String json = new JsonObject().put("a", before + SECRET + after).encode();
        String form = "a=" + URLEncoder.encode(before + SECRET + after, UTF_8);
        assertThat(redacted(json)).doesNotContain("ss/w&rd");
        assertThat(redacted(form)).doesNotContain("ss%2Fw%26rd");
        assertThat(redacted(before + SECRET + after)).doesNotContain(SECRET);
    }

    @Property(tries = 300)
    void keeps_every_byte_of_what_holds_no_secret(@ForAll byte[] body) {
        assertThat(new Redaction(List.of("not-in-there-at-all"), Set.of()).body(body))
                .isEqualTo(body);
    }

    @Test
    void takes_a_short_secret_out_only_where_it_stands_alone() {
        Redaction redaction = new Redaction(List.of("g"), Set.of());
        assertThat(new String(redaction.body("{\"key\":\"g\",\"grade\":\"good\"}".getBytes(UTF_8)), UTF_8))
                .isEqualTo("{\"key\":\"redacted\",\"grade\":\"good\"}");
    }

    @Test
    void is_done_with_a_hostile_body_in_one_pass() {
        String hostile =
                "\"token\":\"" + "\\x".repeat(30_000) + "<".repeat(2_000) + "name=token" + "\r\na".repeat(10_000);
        assertThat(redacted(hostile)).doesNotContain("\\x\\x");
    }

    @Test
    void keeps_headers_and_parameters_that_tell_no_secret() {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("Content-Type", "application/json")
                .add("webhook-id", "msg_1")
                .add("webhook-signature", "v1,x")
                .add("Authorization", "Basic x")
                .add("Pin", "x")
                .add("X-Note", "with " + SECRET);
        MultiMap kept = new Redaction(List.of(SECRET), Set.of("pin")).fields(headers);
        assertThat(kept.names()).containsExactlyInAnyOrder("Content-Type", "webhook-id", "X-Note");
        assertThat(kept.get("X-Note")).isEqualTo("with redacted");
    }
}
