package io.pelagos.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Makes leads up. Their numbers are those that are kept for films and examples, and nobody's: 555-0100 to 555-0199 of each
 * area of North America (NANPA).
 */
final class MadeUp {
    /** On each of them. */
    static final String TAG = "simulated";

    private static final List<String> CHINESE_SURNAMES =
            List.of("王", "李", "张", "刘", "陈", "杨", "黄", "赵", "周", "吴", "徐", "孙", "马", "朱", "林");
    private static final List<String> CHINESE_NAMES =
            List.of("伟", "芳", "娜", "敏", "静", "磊", "洋", "艳", "勇", "杰", "晓明", "思远", "雨桐", "子涵", "浩然", "欣怡", "梓轩");
    private static final List<String> ENGLISH_NAMES =
            List.of("Emma", "Oliver", "Ava", "Noah", "Mia", "Liam", "Zoe", "Jack", "Ruby", "Leo", "Grace", "Henry");
    private static final List<String> ENGLISH_SURNAMES =
            List.of("Brown", "Wilson", "Taylor", "Evans", "Walker", "Wright", "Hall", "Green", "Baker", "Hill");
    private static final List<String> CAMPAIGNS =
            List.of("模拟-春季招生", "模拟-暑期预科", "模拟-在职硕士", "模拟-品牌词", "simulated-spring", "simulated-mba", "simulated-brand");
    private static final List<String> AD_GROUPS = List.of("模拟-一线城市", "模拟-新一线", "simulated-cities");
    private static final List<String> AREAS = List.of(
            "212", "213", "214", "215", "303", "305", "310", "312", "404", "408", "415", "503", "512", "513", "602",
            "608", "612", "615", "617", "619", "702", "703", "704", "713", "714", "716", "717", "718", "720", "206");

    private final RandomGenerator random;

    MadeUp(RandomGenerator random) {
        this.random = random;
    }

    /** As a form would send it; one in twenty is sent a second time. */
    JsonObject lead(long serial) {
        return person().put("external_id", "sim-" + (random.nextInt(20) == 0 ? serial - 1 : serial))
                .put("score", random.nextInt(100))
                .put("grade", one(List.of("A", "B", "B", "C", "C", "D")))
                .put("campaign", one(CAMPAIGNS))
                .put("ad_group", one(AD_GROUPS))
                .put("page", "https://example.com/simulated");
    }

    private JsonObject person() {
        boolean chinese = random.nextInt(4) > 0;
        String name =
                chinese ? one(CHINESE_SURNAMES) + one(CHINESE_NAMES) : one(ENGLISH_NAMES) + " " + one(ENGLISH_SURNAMES);
        return new JsonObject().put("name", name).put("phone", phone());
    }

    private String phone() {
        return "+1" + one(AREAS) + "55501%02d".formatted(random.nextInt(100));
    }

    /**
     * One of the last days, as a row of an import: some wait, some are an agent's, some of these are won.
     *
     * @param agents ids of those who had them
     */
    JsonObject past(List<String> agents, long nowMillis) {
        long hour = 3_600_000;
        long came = nowMillis - (24 + random.nextInt(13 * 24)) * hour;
        JsonObject row = person().put("grade", one(List.of("A", "B", "C", "D")))
                .put("campaign", one(CAMPAIGNS))
                .put("tags", TAG)
                .put("created_at", time(came));
        if (random.nextInt(3) == 0) {
            return row;
        }
        JsonArray followups = new JsonArray();
        long at = came;
        for (int i = random.nextInt(3); i >= 0; i--) {
            at += (1 + random.nextInt(6)) * hour;
            followups.add(
                    new JsonObject().put("at", time(at)).put("method", "call").put("outcome", outcome()));
        }
        row.put("owner", one(agents)).put("claimed_at", time(came + hour / 2)).put("followups", followups);
        return random.nextInt(4) == 0 ? row.put("won_at", time(at + hour)) : row;
    }

    String outcome() {
        return one(List.of(
                "reached",
                "reached",
                "interested",
                "interested",
                "no_answer",
                "no_answer",
                "busy",
                "callback",
                "refused"));
    }

    String words() {
        return one(List.of(
                "（模拟）客户想了解价格",
                "（模拟）约了下次沟通时间",
                "（模拟）需要和家人商量",
                "(simulated) Wants the brochure",
                "(simulated) Asked for a call next week"));
    }

    <T> T one(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
