package io.pelagos.http;

import io.pelagos.followup.Delays;
import io.pelagos.journal.Verdict;
import io.pelagos.team.Document;
import io.pelagos.team.Span;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** More time for an owner: nurturing, locks, extensions. */
public final class DelayRoutes {
    private static final Duration LONGEST = Duration.ofDays(3660);

    private final Delays delays;
    private final Wishes wishes;
    private final Verdicts verdicts;

    DelayRoutes(Delays delays, Wishes wishes, Verdicts verdicts) {
        this.delays = delays;
        this.wishes = wishes;
        this.verdicts = verdicts;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/leads/{lead}/nurture", Access.PEOPLE, this::nurture);
        api.route(HttpMethod.POST, "/leads/{lead}/lock", Access.PEOPLE, this::lock);
        api.route(HttpMethod.POST, "/leads/{lead}/extend", Access.PEOPLE, this::extend);
    }

    private record Until(long millis, @Nullable String note) {}

    /** A date, or null for "from now on no more". */
    private static Until until(Document document) {
        if (!document.mentions("until")) {
            document.fault("until", "is required; null ends it");
        }
        return new Until(Times.millis(document, "until"), Sealing.words(document, "note", 500));
    }

    private Future<Answer> nurture(Call call) {
        Until wanted = call.body(DelayRoutes::until);
        return delays.nurture(wishes.ofSeer(call, Sealing.said("note", wanted.note)), wanted.millis)
                .map(verdict -> verdicts.lead(call, verdict, refused -> problem(refused, "/until")));
    }

    private Future<Answer> lock(Call call) {
        Until wanted = call.body(DelayRoutes::until);
        return delays.lock(wishes.ofSeer(call, Sealing.said("note", wanted.note)), wanted.millis)
                .map(verdict -> verdicts.lead(call, verdict, refused -> problem(refused, "/until")));
    }

    private record Extend(String rule, Span by, @Nullable String note) {}

    private static Extend extension(Document document) {
        Span by = document.span("by", LONGEST);
        if (by == null && !document.has("by")) {
            document.fault("by", "is required");
        }
        return new Extend(
                document.text("rule", 100), by == null ? new Span(1, 0) : by, Sealing.words(document, "note", 500));
    }

    private Future<Answer> extend(Call call) {
        Extend wanted = call.body(DelayRoutes::extension);
        return delays.extend(
                        wishes.ofSeer(call, Sealing.said("note", wanted.note)),
                        wanted.rule,
                        wanted.by,
                        call.principal().role())
                .map(verdict -> verdicts.lead(call, verdict, refused -> problem(refused, "/by")));
    }

    private static Problem problem(Verdict.Refused refused, String field) {
        return switch (refused.word()) {
            case "past" -> Problem.invalid(field, "must be in the future");
            case "too-long" -> Problem.invalid(field, "must not be longer than " + refused.detail(0));
            case "too-many" ->
                Problem.conflict("too-many", "So many of the owner's leads are stopped already")
                        .with("count", Long.parseLong(refused.detail(1)));
            case "no-rule" -> Problem.invalid("/rule", "the lead's pool has no such rule");
            case "not-yours" -> Problem.FORBIDDEN.detail("The rule asks for a higher role");
            case "too-often" ->
                Problem.conflict("extended-already", "The rule's time may be extended no more")
                        .with("max", Long.parseLong(refused.detail(0)));
            default -> Verdicts.problem(refused);
        };
    }
}
