package io.pelagos.apifuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Texts for schemas: by the field's name, by its pattern, or any. None holds what was planted. */
final class Words {
    private static final List<String> DURATIONS =
            List.of("PT1S", "PT90M", "PT48H", "P1D", "P7D", "P30D", "P2W", "P365D");
    private static final List<String> PLAIN = List.of(
            "spring",
            "mba",
            "CN",
            "深圳",
            "客户说下周再打",
            "Ünïcödé",
            "a b",
            "x",
            "A",
            "B",
            "day",
            "reached",
            "new",
            "zh",
            "text/plain");
    /** Fields that name something of another kind than they are called. */
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("to", "pool"),
            Map.entry("overflow", "pool"),
            Map.entry("parent", "team"),
            Map.entry("deputy", "agent"),
            Map.entry("owner", "agent"),
            Map.entry("assignee", "agent"),
            Map.entry("old", "password"),
            Map.entry("new", "password"),
            Map.entry("after_id", "lead"));

    private static final Map<String, List<String>> USUAL = Map.ofEntries(
            Map.entry("time_zone", List.of("Asia/Shanghai", "UTC", "America/New_York")),
            Map.entry("zone", List.of("Asia/Shanghai", "UTC")),
            Map.entry("window", List.of("hour", "day", "week", "month", "PT90M")),
            Map.entry("outcome", List.of("reached", "no_answer", "interested", "empty_number")),
            Map.entry("last_outcome", List.of("reached", "no_answer")),
            Map.entry("stage", List.of("new", "qualified", "won", "lost")),
            Map.entry("method", List.of("call", "wechat", "visit")),
            Map.entry("region", List.of("CN", "US", "DE")),
            Map.entry("default_region", List.of("CN", "US")),
            Map.entry("email", List.of("li@example.com", "max.muster@example.org")),
            Map.entry("password", List.of("a long enough passphrase 7", "short")),
            Map.entry("hub.mode", List.of("subscribe")),
            Map.entry("from", List.of("2026-01-01T00:00:00Z")),
            Map.entry("type", List.of("generic", "google", "meta", "calls")),
            Map.entry("field", List.of("grade", "score", "source.campaign", "attributes.city")),
            Map.entry("mapping", List.of("{\"a\":\"phone\"}", "{}")),
            Map.entry("rule", List.of("quick", "holding_cap")));

    private final Known known;
    private final Random random;

    Words(Known known, Random random) {
        this.known = known;
        this.random = random;
    }

    String text(JsonNode schema, String name) {
        Known.Id id = known.any(KINDS.getOrDefault(name, name), random);
        if (id != null && random.nextInt(10) > 0) {
            return id.id();
        }
        if (name.contains("phone") || name.equals("number")) {
            return phone();
        }
        String format = schema.path("format").asText();
        String pattern = schema.path("pattern").asText();
        if (format.equals("date")) {
            return time().substring(0, 10);
        }
        if (format.equals("date-time") || pattern.startsWith("^[0-9]{4}-")) {
            return time();
        }
        if (format.equals("uri") || name.endsWith("url") || pattern.startsWith("^http")) {
            return "https://nobody.invalid/" + key();
        }
        if (format.equals("uuid")) {
            return new UUID(random.nextLong(), random.nextLong()).toString();
        }
        return pattern.isEmpty() ? usual(schema, name) : fitting(pattern);
    }

    private String fitting(String pattern) {
        return switch (pattern) {
            case "^[A-Z]{3}$" -> "CNY";
            case "^[A-Z]{2}$" -> "CN";
            case "^[0-9a-f]{64}$" -> "0f".repeat(32);
            case "^[0-9]+$" -> Integer.toString(random.nextInt(1000));
            case "^[0-9]+(\\.[0-9]{1,4})?$" -> random.nextInt(1000) + ".5";
            case "^whsec_" -> "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
            case "^/" -> "/" + key();
            case "^[a-z-]{1,30}:(read|write)$" -> "leads:" + (random.nextBoolean() ? "read" : "write");
            default ->
                pattern.startsWith("^P")
                        ? DURATIONS.get(random.nextInt(DURATIONS.size()))
                        : pattern.contains("[01][0-9]|2[0-3]") ? String.format("%02d:30", random.nextInt(24)) : key();
        };
    }

    private String usual(JsonNode schema, String name) {
        List<String> usual = USUAL.get(name);
        if (usual != null && random.nextInt(10) > 0) {
            return usual.get(random.nextInt(usual.size()));
        }
        int least = schema.path("minLength").asInt(0);
        int most = schema.path("maxLength").asInt(200);
        String text = random.nextInt(8) == 0 ? "字".repeat(Math.min(most, 1_500)) : any();
        return text.length() > most ? text.substring(0, most) : text.length() < least ? "y".repeat(least) : text;
    }

    String any() {
        return PLAIN.get(random.nextInt(PLAIN.size())) + (random.nextBoolean() ? "" : " " + random.nextInt(1000));
    }

    /** An id, or the name of a field. */
    String key() {
        return "k" + Integer.toString(random.nextInt(5_000), 36);
    }

    String phone() {
        return "+86138" + String.format("%08d", random.nextInt(100_000_000));
    }

    /** From some weeks ago until some weeks ahead, mostly soon. */
    private String time() {
        long minutes = random.nextInt(4) == 0 ? random.nextInt(120_000) - 60_000 : random.nextInt(3_000);
        return Instant.now()
                .truncatedTo(ChronoUnit.MINUTES)
                .plusSeconds(minutes * 60)
                .toString()
                .replace("00Z", "00.000Z");
    }
}
