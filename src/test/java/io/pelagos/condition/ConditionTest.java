package io.pelagos.condition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pelagos.lead.Contact;
import io.pelagos.team.Document;
import io.pelagos.team.InvalidDocument;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
    /** A Friday in Shanghai, half past eleven at night. */
    private static final Subject LEAD = new Subject(
            "ads",
            "B",
            70,
            List.of("MBA", "evening"),
            new Contact("Wang Xiaoming", "+862012345678", "wang@example.com", null, null),
            new JsonObject().put("campaign", "Spring Sale"),
            new JsonObject()
                    .put("user.city", "Guangzhou")
                    .put("age", "35")
                    .put("deep", new JsonObject().put("er", true))
                    .put("id", "9007199254740993"),
            new JsonObject().put("budget", 20_000),
            Instant.parse("2026-05-01T15:30:00Z").toEpochMilli(),
            ZoneId.of("Asia/Shanghai"),
            null);

    private static Condition read(JsonObject when) {
        return Document.read(new JsonObject().put("when", when), document -> Condition.in(document, "when"));
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'field':'channel','is':'ads'} | true",
                "{'field':'grade','in':['a','b']} | true",
                "{'field':'grade','in':['a','c']} | false",
                "{'field':'score','min':70,'max':70} | true",
                "{'field':'score','min':70.5} | false",
                "{'field':'score','is':70} | true",
                "{'field':'tags','is':'mba'} | true",
                "{'field':'tags','contains':'even'} | true",
                "{'field':'tags','is':'even'} | false",
                "{'field':'source.campaign','starts_with':'SPRING'} | true",
                "{'field':'source.ad','exists':false} | true",
                "{'field':'source.ad','is':'x'} | false",
                "{'field':'contact.wechat','exists':true} | false",
                "{'field':'contact.region','contains':'guangdong'} | true",
                "{'field':'contact.region','contains':'广东'} | true",
                "{'field':'contact.country','is':'cn'} | true",
                "{'field':'contact.phone_prefix','in':['+8610','+8620']} | true",
                "{'field':'contact.phone_prefix','is':'+8610'} | false",
                "{'field':'attributes.user.city','is':'guangzhou'} | true",
                "{'field':'attributes.deep.er','is':true} | true",
                "{'field':'attributes.age','min':30} | true",
                "{'field':'attributes.user.city','min':0} | false",
                "{'field':'attributes.id','is':'9007199254740993'} | true",
                "{'field':'attributes.id','is':'9007199254740992'} | false",
                "{'field':'fields.budget','max':20000} | true",
                "{'all':[{'field':'grade','is':'b'},{'field':'score','min':71}]} | false",
                "{'any':[{'field':'grade','is':'x'},{'field':'score','min':1}]} | true",
                "{'not':{'field':'grade','is':'b'}} | false",
                "{'time':{'from':'22:00','to':'06:00'}} | true",
                "{'time':{'from':'22:00','to':'06:00','days':['fri']}} | true",
                "{'time':{'from':'22:00','to':'06:00','days':['thu','sat']}} | false",
                "{'time':{'from':'09:00','to':'23:30'}} | false",
                "{'time':{'from':'23:30','to':'24:00'}} | true",
                "{'time':{'days':['fri']}} | true",
                "{'time':{'working':true}} | true",
                "{'time':{'working':false}} | false"
            })
    void tells_whether_it_fits(String when, boolean fits) {
        assertThat(read(json(when)).test(LEAD)).isEqualTo(fits);
    }

    @Test
    void the_hours_after_midnight_belong_to_the_day_before() {
        Condition fridays = read(json("{'time':{'from':'22:00','to':'06:00','days':['fri']}}"));
        assertThat(fridays.test(at("2026-05-01T21:59:00Z"))).isTrue();
        assertThat(fridays.test(at("2026-05-01T22:00:00Z"))).isFalse();
        assertThat(fridays.test(at("2026-04-30T21:00:00Z"))).isFalse();
    }

    private static Subject at(String time) {
        return new Subject(
                null,
                null,
                null,
                List.of(),
                Contact.NONE,
                new JsonObject(),
                new JsonObject(),
                new JsonObject(),
                Instant.parse(time).toEpochMilli(),
                LEAD.zone(),
                null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | /when/field",
                "{'field':'shoe','is':1} | /when/field",
                "{'field':'attributes.','is':1} | /when/field",
                "{'field':'grade'} | /when/is",
                "{'field':'grade','is':{}} | /when/is",
                "{'field':'grade','is':'a','in':['b']} | /when/in",
                "{'field':'grade','in':[]} | /when/in",
                "{'field':'grade','in':[null]} | /when/in/0",
                "{'field':'score','min':'7'} | /when/min",
                "{'field':'grade','like':'a'} | /when/like",
                "{'all':[]} | /when/all",
                "{'all':[{'any':[{'field':'grade','is':[]}]}]} | /when/all/0/any/0/is",
                "{'all':[{'field':'grade','is':'a'}],'not':{'field':'grade','is':'a'}} | /when/not",
                "{'not':null} | /when/not",
                "{'time':{}} | /when/time/from",
                "{'time':{'from':'9:00','to':'10:00'}} | /when/time/from",
                "{'time':{'from':'09:00'}} | /when/time/to",
                "{'time':{'from':'09:00','to':'09:00'}} | /when/time/to",
                "{'time':{'days':['someday']}} | /when/time/days/0"
            })
    void names_the_place_of_a_fault(String when, String pointer) {
        assertThatThrownBy(() -> read(json(when)))
                .isInstanceOfSatisfying(InvalidDocument.class, invalid -> assertThat(invalid.faults())
                        .anySatisfy(fault -> assertThat(fault.pointer()).isEqualTo(pointer)));
    }

    @Test
    void is_of_bounded_depth_and_size() {
        JsonObject deep = json("{'field':'grade','is':'b'}");
        for (int i = 0; i < 7; i++) {
            deep = new JsonObject().put("not", deep);
        }
        assertThat(read(deep).test(LEAD)).isFalse();
        JsonObject deeper = new JsonObject().put("not", deep);
        assertThatThrownBy(() -> read(deeper)).isInstanceOf(InvalidDocument.class);
        JsonArray many = new JsonArray();
        for (int i = 0; i < 50; i++) {
            many.add(json("{'not':{'field':'grade','is':'b'}}"));
        }
        JsonObject wide = new JsonObject().put("any", many);
        assertThatThrownBy(() -> read(wide)).isInstanceOf(InvalidDocument.class);
    }

    /** De Morgan, and that it answers for any lead, whatever its values. */
    @Property(tries = 300)
    void all_any_and_not_are_those_of_logic(
            @ForAll @IntRange(min = -5, max = 5) int score,
            @ForAll @Size(max = 3) List<String> tags,
            @ForAll String attribute,
            @ForAll @IntRange(min = -5, max = 5) int bound) {
        Subject lead = new Subject(
                attribute,
                attribute,
                score,
                tags,
                new Contact(attribute, attribute, null, null, null),
                new JsonObject(),
                new JsonObject().put("a", attribute),
                new JsonObject(),
                score * 86_400_000L,
                ZoneId.of("Europe/Berlin"),
                null);
        JsonObject a = new JsonObject().put("field", "score").put("min", bound);
        JsonObject b = json("{'any':[{'field':'attributes.a','contains':'a'},{'field':'tags','exists':true},"
                + "{'field':'contact.region','is':'x'},{'time':{'from':'20:00','to':'04:00'}}]}");
        boolean first = read(a).test(lead);
        boolean second = read(b).test(lead);
        assertThat(first).isEqualTo(score >= bound);
        assertThat(read(of("all", a, b)).test(lead)).isEqualTo(first && second);
        assertThat(read(of("any", a, b)).test(lead)).isEqualTo(first || second);
        assertThat(read(new JsonObject().put("not", of("all", not(a), not(b)))).test(lead))
                .isEqualTo(first || second);
    }

    private static JsonObject not(JsonObject part) {
        return new JsonObject().put("not", part);
    }

    private static JsonObject of(String kind, JsonObject... parts) {
        return new JsonObject().put(kind, new JsonArray(List.of(parts)));
    }
}
