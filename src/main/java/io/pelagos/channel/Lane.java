package io.pelagos.channel;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a lead asks of the agent who may claim it, as one canonical text: equal demands are equal texts, so a
 * pool can be split by them. Example: {@code language=en&region=sh&seniority=2&skill=a&skill=b}; empty for none.
 */
public record Lane(
        Collection<String> skills,
        @Nullable String region,
        @Nullable String language,
        int seniority) {

    public static final Lane OPEN = new Lane(List.of(), null, null, 0);

    public String text() {
        TreeSet<String> parts = new TreeSet<>();
        for (String skill : skills) {
            parts.add("skill=" + encode(skill));
        }
        if (region != null && !region.isEmpty()) {
            parts.add("region=" + encode(region));
        }
        if (language != null && !language.isEmpty()) {
            parts.add("language=" + encode(language));
        }
        if (seniority > 0) {
            parts.add("seniority=" + seniority);
        }
        return String.join("&", parts);
    }

    /** The demands of a canonical text, by the API's names; empty for none. */
    public static JsonObject json(String text) {
        JsonObject json = new JsonObject();
        JsonArray skills = new JsonArray();
        for (String part : text.isEmpty() ? new String[0] : text.split("&", -1)) {
            String[] pair = part.split("=", 2);
            String value = URLDecoder.decode(pair[1], StandardCharsets.UTF_8);
            switch (pair[0]) {
                case "skill" -> skills.add(value);
                case "seniority" -> json.put("seniority", Integer.valueOf(value));
                default -> json.put(pair[0], value);
            }
        }
        return skills.isEmpty() ? json : json.put("skills", skills);
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
