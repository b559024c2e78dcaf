package io.pelagos.channel;

import static io.pelagos.channel.Deliveries.bytes;
import static io.pelagos.channel.Deliveries.fixture;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.channel.ChannelAdapter.Reading;
import io.pelagos.channel.baidu.BaiduAdapter;
import io.pelagos.channel.generic.GenericAdapter;
import io.pelagos.channel.google.GoogleAdapter;
import io.pelagos.channel.kuaishou.KuaishouAdapter;
import io.pelagos.channel.linkedin.LinkedinAdapter;
import io.pelagos.channel.linkedin.LinkedinSource;
import io.pelagos.channel.meta.GraphSource;
import io.pelagos.channel.meta.MetaAdapter;
import io.pelagos.channel.oceanengine.OceanengineAdapter;
import io.pelagos.channel.tencent.TencentAdapter;
import io.pelagos.channel.tiktok.TiktokAdapter;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever comes, an adapter answers what it read or why not: it never breaks, and its reasons tell nothing personal. */
class AdapterProperties {
    private static final Credentials SECRETS = new Credentials("s3cret", Map.of("token", "t0ken", "verify_token", "v"));
    /** What the bodies hold of people, and what a mutation leaves of it. */
    private static final List<String> PERSONAL = List.of("13812", "1234123", "Ünal", "张伟", "zhang", "wx_z");

    private record Platform(ChannelAdapter adapter, Channel channel, String contentType, List<byte[]> bodies) {}

    private static final List<Platform> PLATFORMS = List.of(
            platform(new GenericAdapter(), "generic", "application/json", "generic.json"),
            platform(new GenericAdapter(), "generic", "text/xml", "generic.xml"),
            of(
                    "generic",
                    "application/x-www-form-urlencoded",
                    "name=%E5%BC%A0%E4%BC%9F&phone=13812341234&external_id=7"),
            of(
                    "generic",
                    "multipart/form-data; boundary=\"contact\"",
                    String.join(
                            "\r\n",
                            "--contact",
                            "Content-Disposition: form-data; name=\"phone\"",
                            "",
                            "13812341234",
                            "--contact",
                            "Content-Disposition: form-data; name=\"name\"",
                            "",
                            "张伟 Ünal",
                            "--contact--",
                            "")),
            of(
                    "generic",
                    "application/cloudevents+json",
                    "{\"specversion\":\"1.0\",\"type\":\"lead\",\"source\":\"/forms\",\"id\":\"7\",\"data\":"
                            + fixture("generic.json", "7") + "}"),
            platform(new GoogleAdapter(), "google", "application/json", "google.json"),
            platform(new MetaAdapter(), "meta", "application/json", "meta.json"),
            platform(new TiktokAdapter(), "tiktok", "application/json", "tiktok.json"),
            platform(new OceanengineAdapter(), "oceanengine", "application/json", "oceanengine.json"),
            platform(new TencentAdapter(), "tencent", "application/json", "tencent.json"),
            platform(new BaiduAdapter(), "baidu", "application/json", "baidu.json", "baidu-later.json"),
            platform(new LinkedinAdapter(), "linkedin", "application/json", "linkedin.json"));

    private static Platform of(String type, String contentType, String body) {
        Platform like = platform(new GenericAdapter(), type, contentType);
        return new Platform(like.adapter, like.channel, contentType, List.of(bytes(body)));
    }

    private static Platform platform(ChannelAdapter adapter, String type, String contentType, String... fixtures) {
        // Without a proof, where that can be, so that strange bodies get as far as they can.
        JsonObject settings = type.equals("google")
                ? new JsonObject().put("secret", "s3cret")
                : new JsonObject().put("secret", "s3cret").put("auth", new JsonObject().put("type", "none"));
        List<byte[]> bodies = new ArrayList<>();
        for (String fixture : fixtures) {
            bodies.add(bytes(fixture(fixture, "7300000000000000001")));
        }
        return new Platform(adapter, Deliveries.channel(type, settings), contentType, bodies);
    }

    /** A change of some bytes: one replaced, taken out, or some doubled. */
    private record Change(double at, int kind, byte with) {
        byte[] apply(byte[] body) {
            if (body.length == 0) {
                return body;
            }
            int place = (int) (at * (body.length - 1));
            int length = kind == 0 ? 0 : kind == 1 ? -1 : Math.min(kind, body.length - place);
            byte[] changed = new byte[body.length + length];
            System.arraycopy(body, 0, changed, 0, place);
            int from = length < 0 ? place + 1 : place;
            if (length > 0) {
                System.arraycopy(body, place, changed, place, length);
            }
            System.arraycopy(body, from, changed, changed.length - (body.length - from), body.length - from);
            if (kind == 0) {
                changed[place] = with;
            }
            return changed;
        }
    }

    /** Else a change of them would show nothing. */
    @Example
    void whole_bodies_are_read() {
        for (Platform platform : PLATFORMS) {
            for (byte[] body : platform.bodies) {
                Delivery delivery = Deliveries.delivery(body, platform.contentType);
                assertThat(platform.adapter.read(platform.channel, SECRETS, delivery))
                        .as(platform.contentType)
                        .isNotInstanceOf(Reading.Refused.class);
            }
        }
    }

    private static final FetchWanted WANTED =
            new FetchWanted("7300000000000000001", FetchWanted.Action.CREATED, 0, new JsonObject());

    /** What platforms answer to who asks them. */
    private static final String GRAPH = "{\"id\":\"7300000000000000001\",\"form_id\":\"7\",\"field_data\":["
            + "{\"name\":\"full_name\",\"values\":[\"张伟 Ünal\"]},"
            + "{\"name\":\"phone_number\",\"values\":[\"13812341234\"]}],"
            + "\"custom_disclaimer_responses\":[{\"checkbox_key\":\"calls\",\"is_checked\":\"1\"}]}";

    private static final String RESPONSE = "{\"id\":\"1a2b3c-4\",\"testLead\":false,\"formResponse\":{\"answers\":["
            + "{\"questionId\":107,\"answerDetails\":{\"textQuestionAnswer\":{\"answer\":\"张伟 Ünal\"}}},"
            + "{\"questionId\":707,\"answerDetails\":{\"multipleChoiceAnswer\":{\"options\":[0,2]}}}]}}";

    @Property(tries = 700)
    void a_damaged_answer_does_no_damage(@ForAll("changes") List<?> changes) {
        answered(new GraphSource(), "meta", changed(bytes(GRAPH), changes));
        answered(new LinkedinSource(), "linkedin", changed(bytes(RESPONSE), changes));
        byte[] item = changed(bytes(fixture("kuaishou.json", "7")), changes);
        Delivery kept = new Delivery(
                io.vertx.core.MultiMap.caseInsensitiveMultiMap(),
                io.vertx.core.MultiMap.caseInsensitiveMultiMap(),
                item,
                "application/json",
                Deliveries.AT_MILLIS,
                true);
        Reading reading = new KuaishouAdapter().read(Deliveries.channel("kuaishou", new JsonObject()), SECRETS, kept);
        assertThat(Deliveries.status(reading)).isIn(200, 400);
    }

    private static void answered(LeadSource source, String type, byte[] body) {
        Channel channel = Deliveries.channel(type, new JsonObject().put("secret", "s3cret"));
        for (int status : new int[] {200, 400}) {
            LeadSource.Answer answer = source.read(channel, WANTED, status, body);
            if (!(answer instanceof LeadSource.Answer.Lead)) {
                assertThat(PERSONAL).noneMatch(answer.toString()::contains);
            }
        }
    }

    private static byte[] changed(byte[] body, List<?> changes) {
        byte[] changed = body;
        for (Object change : changes) {
            changed = ((Change) change).apply(changed);
        }
        return changed;
    }

    @Property(tries = 700)
    void a_damaged_body_does_no_damage(@ForAll("changes") List<?> changes) {
        for (Platform platform : PLATFORMS) {
            for (byte[] body : platform.bodies) {
                check(platform, changed(body, changes));
            }
        }
    }

    @Property(tries = 500)
    void strange_json_does_no_damage(@ForAll("objects") JsonObject object) {
        for (Platform platform : PLATFORMS) {
            JsonObject body =
                    platform.adapter instanceof GoogleAdapter ? object.copy().put("google_key", "s3cret") : object;
            check(platform, bytes(body.encode()));
        }
    }

    private static void check(Platform platform, byte[] body) {
        Delivery delivery = Deliveries.delivery(body, platform.contentType);
        Reading reading = platform.adapter.read(platform.channel, SECRETS, delivery);
        List<String> reasons = new ArrayList<>();
        if (reading instanceof Reading.Refused refused) {
            assertThat(refused.status()).isIn(400, 401, 413, 415);
            reasons.add(refused.reason());
        } else if (reading instanceof Reading.Leads leads) {
            leads.bad().forEach(bad -> reasons.add(bad + bad.reason()));
        } else if (reading instanceof Reading.Fetches fetches) {
            fetches.bad().forEach(bad -> reasons.add(bad + bad.reason()));
            fetches.wanted().forEach(wanted -> assertThat(wanted.id()).hasSizeBetween(1, FetchWanted.ID_MAX));
        }
        for (String personal : PERSONAL) {
            assertThat(reasons).noneMatch(reason -> reason.contains(personal));
        }
        platform.adapter.handshake(platform.channel, SECRETS, delivery);
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<Byte> bytes = Arbitraries.oneOf(
                Arbitraries.bytes(),
                Arbitraries.of(
                        (byte) '{', (byte) '}', (byte) '[', (byte) '"', (byte) ',', (byte) '<', (byte) '&', (byte)
                                '='));
        return Combinators.combine(
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 40),
                        bytes)
                .as(Change::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    /** Objects of the platforms' own names with values of every type, in each other up to four levels. */
    @Provide
    Arbitrary<JsonObject> objects() {
        return object(4);
    }

    private static Arbitrary<JsonObject> object(int levels) {
        Arbitrary<String> names = Arbitraries.oneOf(
                Arbitraries.of(
                        "entry",
                        "changes",
                        "field",
                        "value",
                        "object",
                        "id",
                        "leadgen_id",
                        "user_column_data",
                        "column_id",
                        "string_value",
                        "formDetail",
                        "name",
                        "type",
                        "bundle",
                        "leads_id",
                        "leadAction",
                        "data",
                        "phone",
                        "specversion",
                        "source",
                        "leadGenFormResponse",
                        "associatedEntity",
                        "contact",
                        "tags",
                        "score"),
                Arbitraries.strings().ofMaxLength(8));
        return Arbitraries.maps(names, value(levels)).ofMaxSize(6).map(JsonObject::new);
    }

    private static Arbitrary<Object> value(int levels) {
        Arbitrary<Object> scalar = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(20).map(text -> (Object) text),
                Arbitraries.of(
                        "leadgen", "1", "CREATED", "1.0", "urn:li:leadGenFormResponse:1", "[{\"a\":1}]", "{\"b\":[]}"),
                Arbitraries.longs().map(number -> (Object) number),
                Arbitraries.doubles().map(number -> (Object) number),
                Arbitraries.of(true, false),
                Arbitraries.of(1, 0, -1));
        if (levels == 0) {
            return scalar.injectNull(0.1);
        }
        Supplier<Arbitrary<Object>> deeper = () -> value(levels - 1);
        return Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(3, scalar.injectNull(0.1)),
                net.jqwik.api.Tuple.of(
                        2, Arbitraries.lazy(() -> object(levels - 1)).map(object -> (Object) object)),
                net.jqwik.api.Tuple.of(
                        2, Arbitraries.lazy(deeper).list().ofMaxSize(3).map(list -> (Object) new JsonArray(list))));
    }
}
