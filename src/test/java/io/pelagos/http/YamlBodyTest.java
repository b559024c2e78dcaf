package io.pelagos.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlBodyTest {
    private static YamlBody read(String text) {
        return YamlBody.parse(Buffer.buffer(text));
    }

    private static String fault(String text) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> read(text));
        assertThat(refusal).as(text).isNotNull();
        assertThat(refusal.problem().status()).isEqualTo(400);
        JsonObject error = refusal.problem().extra().getJsonArray("errors").getJsonObject(0);
        return error.getString("pointer") + " " + error.getString("detail") + " " + error.getInteger("line") + ":"
                + error.getInteger("column");
    }

    @ParameterizedTest
    @CsvSource({
        "no",
        "yes",
        "off",
        "Null",
        "True",
        "010",
        "0x1F",
        "0o17",
        "1_000",
        "+1",
        ".5",
        "2026-01-31",
        "09:30",
        "1:30:00"
    })
    void what_other_readers_take_for_something_else_is_a_text(String scalar) {
        assertThat(read("a: " + scalar).json().getValue("a")).isEqualTo(scalar);
    }

    @Test
    void numbers_flags_and_null_are_those_of_json() {
        JsonObject json =
                read("{a: 1, b: -7, c: 1.5, d: 1e3, e: true, f: null, g: , h: 12345678901, i: '1', j: \"true\"}")
                        .json();
        assertThat(json)
                .isEqualTo(new JsonObject("{\"a\":1,\"b\":-7,\"c\":1.5,\"d\":1000.0,\"e\":true,\"f\":null,\"g\":null,"
                        + "\"h\":12345678901,\"i\":\"1\",\"j\":\"true\"}"));
    }

    @Test
    void a_place_is_told_by_line_and_column_and_of_what_is_missing_by_what_should_hold_it() {
        YamlBody body = read("pools:\n  google:\n    quotas:\n      - window: day\n        max: 20\n");
        assertThat(body.place("/pools/google/quotas/0/max")).isEqualTo(new YamlBody.Place(5, 14));
        assertThat(body.place("/pools/google/quotas/0/per/x")).isEqualTo(new YamlBody.Place(4, 9));
        assertThat(body.place("/pools/google")).isEqualTo(new YamlBody.Place(2, 3));
        assertThat(body.place("/agents")).isNull();
    }

    @Test
    void what_is_no_plain_data_is_refused_where_it_stands() {
        assertThat(fault("a: 1\nb: 2\na: 3\n")).isEqualTo("/a is there twice 3:1");
        assertThat(fault("a: &x [1]\n")).startsWith("/a must have no anchor").endsWith("1:4");
        assertThat(fault("a:\n  b: *x\n"))
                .startsWith("/a/b must be written out")
                .endsWith("2:6");
        assertThat(fault("a: !!binary aGk=\n")).startsWith("/a must have no tag");
        assertThat(fault("? [1]\n: 2\n")).startsWith(" must have texts as names 1:3");
        assertThat(fault("a: 1\n---\nb: 2\n")).startsWith(" must be one document");
        assertThat(fault("- 1\n")).startsWith(" must be a mapping 1:1");
        assertThat(fault("")).startsWith(" is empty");
        assertThat(fault("a: [1\nb: 2\n")).startsWith(" is not valid YAML 2:");
        assertThat(fault("a: \u0000")).startsWith(" holds a character");
        assertThat(fault("a: \"\\0\"")).startsWith("/a must not contain the NUL character");
    }

    @Test
    void what_would_fill_the_memory_is_refused() {
        assertThat(fault("a: " + "[".repeat(100_000))).contains("is nested too deeply");
        assertThat(fault("a: [" + "1,".repeat(200_001) + "]")).contains("has more than 200000 values");
    }

    @Test
    void what_is_written_is_read_as_the_same() {
        JsonObject json = new JsonObject()
                .put("texts", new JsonArray())
                .put(
                        "list",
                        new JsonArray()
                                .add("no")
                                .add("010")
                                .add("a, b")
                                .add(1)
                                .add(true)
                                .addNull())
                .put(
                        "odd",
                        new JsonArray()
                                .add(new JsonObject().put("deep", new JsonArray().add(new JsonArray().add("x")))))
                .put("empty", new JsonObject())
                .put("none", (Object) null)
                .put("1", 1.5)
                .put("true", new BigDecimal("1E+25"))
                .put("big", new BigInteger("123456789012345678901234567890"))
                .put("small", 1.0E-10)
                .put("huge", 1.0E300);
        for (String text : new String[] {
            "",
            " ",
            "null",
            "~",
            "yes",
            "1e3",
            "2026-01-31",
            "12:30",
            "# no comment",
            "a: b",
            "中文",
            "😀",
            "two\nlines\n",
            "\ttab ",
            "'",
            "\"",
            "&a",
            "*a",
            "!t",
            "%",
            "@",
            "- x",
            "long ".repeat(100),
            "\u0085\u2028"
        }) {
            json.getJsonArray("texts").add(text);
        }
        String yaml = YamlText.of(json);
        assertThat(read(yaml).json().encode())
                .isEqualTo(new JsonObject(
                                read(YamlText.of(read(yaml).json())).json().getMap())
                        .encode());
        json.forEach(field -> assertThat(read(yaml).json().getValue(field.getKey()))
                .as(field.getKey())
                .isEqualTo(field.getValue() instanceof BigDecimal number ? number.toBigInteger() : field.getValue()));
    }
}
