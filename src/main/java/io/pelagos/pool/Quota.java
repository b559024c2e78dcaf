package io.pelagos.pool;

import io.pelagos.team.Agent;
import io.pelagos.team.Document;
import io.pelagos.team.Section;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** At most so many claims within a window, of an agent, a team, everybody in the pool, or the tenant. */
public record Quota(Per per, Window window, int max) {
    /** Whose claims are counted. */
    public enum Per {
        AGENT,
        TEAM,
        POOL,
        TENANT;

        /** The name that documents use. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** More would make each claim dear. */
    private static final int MAX_QUOTAS = 20;

    private static final int MAX_CLAIMS = 10_000_000;
    private static final List<String> PER = List.of("agent", "team", "pool", "tenant");

    /**
     * What agents' own documents say about quotas, by agent; empty where the pool's apply. A second
     * reading of the section "agent", which package team cannot do as it does not know quotas.
     */
    public static final Section<List<Quota>> OF_AGENT = new Section<>(Agent.AGENT.name(), (id, json) -> {
        JsonObject only = new JsonObject().put("quotas", json.getValue("quotas"));
        return Document.read(only, document -> list(document, List.of("agent")));
    });

    static List<Quota> list(Document document) {
        return list(document, PER);
    }

    private static List<Quota> list(Document document, List<String> allowed) {
        return List.copyOf(document.list("quotas", MAX_QUOTAS, quota -> read(quota, allowed)));
    }

    private static Quota read(Document document, List<String> allowed) {
        String per = document.choice("per", allowed, "agent");
        String text = document.text("window", 30);
        Window window = Window.of(text);
        if (window == null) {
            if (!text.isEmpty()) {
                document.fault("window", "must be hour, day, week, month, or a duration of at most P31D");
            }
            window = new Window(Window.Kind.ROLLING, Duration.ofSeconds(1));
        }
        int max = (int) document.integer("max", 0, MAX_CLAIMS);
        return new Quota(Per.valueOf(per.toUpperCase(Locale.ROOT)), window, max);
    }
}
