package io.pelagos.team;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentTest {
    private record Item(String name, long count) {}

    private static String readAll(Document d) {
        d.text("name", 10);
        d.optionalId("id");
        d.integer("count", 0, 100, 7);
        d.flag("on", true);
        d.choice("order", List.of("fifo", "lifo"), "fifo");
        d.duration("after", Duration.ofDays(31));
        d.time("at");
        d.texts("tags", 2, 5);
        d.choices("colours", List.of("red", "blue"));
        d.list("items", 2, i -> new Item(i.text("name", 5), i.integer("count", 1, 3)));
        d.object("inner", i -> i.text("deep", 5));
        d.free("any", 30);
        return "";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                        | /name is required
            {"name":null}                             | /name is required
            {"name":""}                               | /name must not be empty
            {"name":5}                                | /name must be a text
            {"name":"12345678901"}                    | /name must have at most 10 characters
            {"name":"a\\u0000b"}                      | /name must not contain the NUL character
            {"name":"a\\ud800"}                       | /name must be valid Unicode
            {"name":"a","x/y~":1}                     | /x~1y~0 is not a known field
            {"name":"a","id":"A"}                     | /id must be an id: 1 to 40 of a-z, 0-9 and -
            {"name":"a","count":-1}                   | /count must be a whole number from 0 to 100
            {"name":"a","count":101}                  | /count must be a whole number from 0 to 100
            {"name":"a\\u0000"}                     | /name must not contain the NUL character
            {"name":"a","count":1.5}                  | /count must be a whole number from 0 to 100
            {"name":"a","count":99999999999999999999} | /count must be a whole number from 0 to 100
            {"name":"a","count":"5"}                  | /count must be a whole number
            {"name":"a","on":1}                       | /on must be true or false
            {"name":"a","order":"best"}               | /order must be one of fifo, lifo
            {"name":"a","order":[]}                   | /order must be one of fifo, lifo
            {"name":"a","after":"P1M"}                | /after must be an ISO 8601 duration such as PT48H or P7D, at most P31D
            {"name":"a","after":"-P1D"}               | /after must be an ISO 8601 duration such as PT48H or P7D, at most P31D
            {"name":"a","after":"PT0S"}               | /after must be an ISO 8601 duration such as PT48H or P7D, at most P31D
            {"name":"a","after":"P32D"}               | /after must be an ISO 8601 duration such as PT48H or P7D, at most P31D
            {"name":"a","after":7}                    | /after must be a text
            {"name":"a","at":"yesterday"}             | /at must be an RFC 3339 time such as 2026-01-31T08:00:00.000Z
            {"name":"a","at":"+999999-01-01T00:00:00Z"} | /at must be a time between the years 1970 and 9999
            {"name":"a","tags":"a"}                   | /tags must be a list
            {"name":"a","tags":["a","b","c"]}         | /tags must have at most 2 items
            {"name":"a","tags":["a",null]}            | /tags/1 must be a text
            {"name":"a","tags":["a","a"]}             | /tags/1 is there twice
            {"name":"a","colours":["red","pink"]}     | /colours/1 must be one of red, blue
            {"name":"a","items":[{"name":"x","count":1},{"name":"x","count":4}]} | /items/1/count must be a whole number from 1 to 3
            {"name":"a","items":[{"name":"x"}]}       | /items/0/count is required
            {"name":"a","items":[[]]}                 | /items/0 must be an object
            {"name":"a","items":[{"name":"x","count":1,"z":1}]} | /items/0/z is not a known field
            {"name":"a","inner":[]}                   | /inner must be an object
            {"name":"a","inner":{"deep":"123456"}}    | /inner/deep must have at most 5 characters
            {"name":"a","any":{"b":["\\u0000"]}}      | /any/b/0 must not contain the NUL character
            {"name":"a","any":{"b":"012345678901234567890123456789"}} | /any is longer than 30 characters of JSON
            """)
    void says_where_and_what_is_wrong(String json, String fault) {
        assertThat(faults(json)).isEqualTo(fault);
    }

    @Test
    void finds_all_faults_at_once() {
        assertThat(faults("{\"count\":-1,\"zzz\":1}"))
                .isEqualTo("/name is required, /count must be a whole number from 0 to 100, /zzz is not a known field");
    }

    @Test
    void reads_what_is_right() {
        String json =
                "{\"name\":\"a😀\",\"after\":\"P1DT2H3M4S\",\"at\":\"2026-01-01T08:00:00+08:00\",\"any\":{\"b\":[1]}}";
        String read = Document.read(new JsonObject(json), d -> {
            d.free("any", 30);
            return d.text("name", 10)
                    + d.duration("after", Duration.ofDays(2))
                    + d.time("at")
                    + d.integer("n", 0, 9, 7);
        });
        assertThat(read).isEqualTo("a😀PT26H3M4S2026-01-01T00:00:00Z7");
    }

    @Test
    void refuses_what_is_nested_too_deeply() {
        String json = "{\"name\":\"a\",\"any\":" + "{\"a\":".repeat(40) + "1" + "}".repeat(41);
        assertThat(faults(json)).contains("is nested too deeply");
    }

    @Test
    void reports_no_more_than_fifty_faults() {
        JsonObject json = new JsonObject();
        for (int i = 0; i < 1000; i++) {
            json.put("f" + i, i);
        }
        assertThat(catchThrowableOfType(InvalidDocument.class, () -> Document.read(json, d -> ""))
                        .faults())
                .hasSize(50);
    }

    @ParameterizedTest
    @CsvSource({"P7D,P7D", "PT48H,P2D", "PT90M,PT1H30M", "P1W,P7D", "PT1S,PT1S"})
    void durations_have_one_way_to_be_written(String text, String written) {
        assertThat(Durations.text(Durations.parse(text))).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({"P", "PT", "P1DT", "7D", "P1Y", "PT1.5S", "PT-1H", "pt1h", "P999999D"})
    void refuses_what_is_no_duration(String text) {
        assertThat(Durations.parse(text)).isNull();
    }

    private static String faults(String json) {
        InvalidDocument invalid = catchThrowableOfType(
                InvalidDocument.class, () -> Document.read(new JsonObject(json), DocumentTest::readAll));
        return invalid == null
                ? "none"
                : invalid.faults().stream()
                        .map(fault -> fault.pointer() + " " + fault.detail())
                        .collect(Collectors.joining(", "));
    }
}
