package io.pelagos.channel;

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

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
