package io.pelagos.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where PostgreSQL and Redis are. */
record Engines(String postgres, String redis, boolean embedded) {
    private static final int START_SECONDS = 60;
    private static final Pattern LINE = Pattern.compile("PELAGOS_(POSTGRES|REDIS)_URL=['\"]?([^'\"\\s]+)");

    /** Those that the environment names, else the ones embedded in the jar, with their data in the folder. */
    static Engines open(Children children, Path jar, Path data) throws IOException, InterruptedException {
        String postgres = System.getenv("PELAGOS_POSTGRES_URL");
        String redis = System.getenv("PELAGOS_REDIS_URL");
        if (postgres != null && redis != null) return new Engines(postgres, redis, false);
        return embedded(children, jar, data);
    }

    static Engines embedded(Children children, Path jar, Path data) throws IOException, InterruptedException {
        Children.Child child = children.start(
                "engines",
                Map.of(),
                List.of(Children.javaCommand(), "-jar", jar.toString(), "engines", "--data", data.toString()));
        Map<String, String> urls = new HashMap<>();
        while (!urls.keySet().containsAll(List.of("POSTGRES", "REDIS"))) {
            Matcher url = LINE.matcher(child.awaitLine("PELAGOS_", START_SECONDS));
            if (url.find()) urls.put(url.group(1), url.group(2));
        }
        return new Engines(urls.get("POSTGRES"), urls.get("REDIS"), true);
    }
}
