package io.pelagos.assignment;

import io.pelagos.assignment.Results.Result;
import io.pelagos.team.Document;
import io.pelagos.team.Section;
import io.pelagos.team.Tenant;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * What an agent's results are worth: field {@code points} of the firm.
 *
 * @param window how far back results count
 * @param won of each deal, first or repeated
 * @param followedUp of each follow-up
 * @param fake of each that was made up, usually below 0
 * @param claimed of each claimed lead
 */
public record Points(Duration window, int won, int followedUp, int fake, int claimed) {
    /** Section {@code tenant}, of which it is one field: the rest is read by package team. */
    public static final Section<Points> POINTS = new Section<>(Tenant.TENANT.name(), (id, json) -> {
        JsonObject only = new JsonObject().put("points", json.getValue("points"));
        return Document.read(only, document -> {
            Points points = document.object("points", Points::read);
            return points == null ? new Points(Duration.ofDays(30), 10, 1, -10, 0) : points;
        });
    });

    private static final int MOST = 100_000;

    private static Points read(Document document) {
        Duration window = document.duration("window", Duration.ofDays(366));
        return new Points(
                window == null ? Duration.ofDays(30) : window,
                points(document, "won", 10),
                points(document, "followed_up", 1),
                points(document, "fake", -10),
                points(document, "claimed", 0));
    }

    private static int points(Document document, String name, int usual) {
        return (int) document.integer(name, -MOST, MOST, usual);
    }

    static Points of(TenantConfig config) {
        Points points = config.get(POINTS, "");
        return points == null ? POINTS.read().apply("", new JsonObject()) : points;
    }

    long of(Result result) {
        return won * result.wins()
                + followedUp * result.followups()
                + fake * result.fakes()
                + claimed * result.claims();
    }
}
