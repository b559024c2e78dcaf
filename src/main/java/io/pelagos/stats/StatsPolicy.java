package io.pelagos.stats;

import io.pelagos.team.Document;
import io.pelagos.team.Section;
import io.pelagos.team.Tenant;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;

/**
 * How a firm counts: field {@code stats}.
 *
 * @param unanswered outcomes of follow-ups in which nobody was reached
 * @param leaderboard whom an agent sees on it
 */
public record StatsPolicy(List<String> unanswered, Board leaderboard) {
    /** Section {@code tenant}, of which it is one field: the rest is read by package team. */
    public static final Section<StatsPolicy> STATS = new Section<>(Tenant.TENANT.name(), (id, json) -> {
        JsonObject only = new JsonObject().put("stats", json.getValue("stats"));
        return Document.read(only, document -> {
            StatsPolicy policy = document.object("stats", StatsPolicy::read);
            return policy == null ? usual() : policy;
        });
    });

    private static final List<String> UNANSWERED = List.of("no_answer", "busy", "wrong_number", "empty_number");
    private static final List<String> BOARDS = List.of("everyone", "team", "none");

    /** Whom an agent sees on the leaderboard. */
    public enum Board {
        EVERYONE,
        TEAM,
        NONE
    }

    private static StatsPolicy usual() {
        return new StatsPolicy(UNANSWERED, Board.EVERYONE);
    }

    private static StatsPolicy read(Document document) {
        List<String> unanswered = document.texts("unanswered", 60, 60);
        Board board =
                Board.valueOf(document.choice("leaderboard", BOARDS, "everyone").toUpperCase(Locale.ROOT));
        return new StatsPolicy(unanswered.isEmpty() ? UNANSWERED : List.copyOf(unanswered), board);
    }

    public static StatsPolicy of(TenantConfig config) {
        StatsPolicy policy = config.get(STATS, "");
        return policy == null ? usual() : policy;
    }
}
