package io.pelagos.followup;

import io.pelagos.journal.Also;
import io.pelagos.journal.Step;
import io.pelagos.journal.Steps;
import io.pelagos.journal.Steps.Plan;
import io.pelagos.journal.Verdict;
import io.pelagos.journal.Wish;
import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.lead.Phones;
import io.pelagos.lead.Rfc3339;
import io.pelagos.team.ContactPolicy;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who may call whom, and when. A dial is a step of the lead, so of dials that are asked for at the same moment each
 * sees those before it: the frequency holds over all agents.
 */
public final class Dials {
    /** A dial is planned by about the time of its decision: a window counts so much longer, never shorter. */
    private static final long SLACK_MILLIS = 1_000;
    /** A number that may be anywhere in more zones than these tells nothing. */
    private static final int ZONES_MAX = 4;

    private static final String NUMBER_DIALLED = "n";

    private final Steps steps;
    private final DoNotCall doNotCall;

    public Dials(Steps steps, DoNotCall doNotCall) {
        this.steps = steps;
        this.doNotCall = doNotCall;
    }

    /**
     * Allows a call to the lead's number. Refused: {@code not-owned}, {@code no-phone}; and by the policy
     * {@code do-not-call}, {@code too-often} and {@code outside-hours}, the last two with when it may be tried again.
     *
     * @param phone opens the lead's number, E.164; null for none
     */
    public Future<Verdict> dial(Wish wish, Function<LeadStore.Stored, @Nullable String> phone) {
        return steps.takeWhenPlanned(wish, (found, config) -> {
            String number = phone.apply(found);
            if (found.row().state() != LeadState.OWNED) {
                return Future.succeededFuture(Plan.no("not-owned"));
            } else if (number == null) {
                return Future.succeededFuture(Plan.no("no-phone"));
            }
            return doNotCall
                    .lists(config.no(), number)
                    .compose(listed -> listed
                            ? Future.succeededFuture(Plan.no("do-not-call"))
                            : doNotCall
                                    .dials(config.no(), number, ContactPolicy.DIALS_MAX)
                                    .map(dials -> plan(found.row(), config, number, dials, steps.nowMillis())));
        });
    }

    /** @param ofNumber dials of this number, by whatever lead: it may have been another's */
    private Plan plan(LeadRow lead, TenantConfig config, String number, List<Long> ofNumber, long nowMillis) {
        ContactPolicy policy = config.tenant().contact();
        long closed = closedUntilMillis(policy, config.tenant().zone(), number, nowMillis);
        if (closed > nowMillis) {
            return Plan.no("outside-hours", Rfc3339.text(closed));
        }
        List<Long> dials = new ArrayList<>();
        lead.facts().getJsonArray(Facts.DIALS, new JsonArray()).forEach(at -> dials.add(((Number) at).longValue()));
        long full = fullUntilMillis(policy, together(dials, ofNumber), nowMillis);
        if (full > nowMillis) {
            return Plan.no("too-often", Rfc3339.text(full));
        }
        JsonArray remembered = new JsonArray(
                new ArrayList<>(dials.subList(Math.max(0, dials.size() + 1 - ContactPolicy.DIALS_MAX), dials.size())));
        return Plan.go(Step.stays(lead, "dialled")
                .set(Facts.DIALS, remembered.add(Step.NOW))
                .also(Also.identity(doNotCall.hash(config.no(), number).getBytes(), NUMBER_DIALLED)));
    }

    /**
     * Dials of a lead and of a number, the oldest first. One of both is told by both, and counts once; several of one
     * millisecond count each, as time stands still where a clock was set back.
     */
    static List<Long> together(List<Long> ofLead, List<Long> ofNumber) {
        List<Long> all = new ArrayList<>(ofNumber);
        List<Long> toldByBoth = new ArrayList<>(ofNumber);
        ofLead.stream().filter(at -> !toldByBoth.remove(at)).forEach(all::add);
        Collections.sort(all);
        return all;
    }

    /** When the customer's day of calls begins next; not later than now when it has begun. */
    static long closedUntilMillis(ContactPolicy policy, ZoneId firm, String number, long nowMillis) {
        ContactPolicy.Hours hours = policy.hours();
        if (hours == null) {
            return 0;
        }
        List<ZoneId> zones = zones(policy, firm, number);
        long open = nowMillis;
        // Where the customer may be in several zones it must be day in all of them.
        for (int round = 0; round < zones.size(); round++) {
            for (ZoneId zone : zones) {
                open = Math.max(open, closedUntilMillis(hours, zone, open));
            }
        }
        return open > nowMillis ? open : 0;
    }

    /** What the firm says of the country, else what the number tells of itself, else the firm's own. */
    private static List<ZoneId> zones(ContactPolicy policy, ZoneId firm, String number) {
        ZoneId said = policy.zones().get(Phones.region(number));
        if (said != null) {
            return List.of(said);
        }
        List<ZoneId> told = Phones.zones(number);
        return told.isEmpty() || told.size() > ZONES_MAX ? List.of(firm) : told;
    }

    private static long closedUntilMillis(ContactPolicy.Hours hours, ZoneId zone, long atMillis) {
        ZonedDateTime at = Instant.ofEpochMilli(atMillis).atZone(zone);
        LocalTime time = at.toLocalTime();
        if (time.isBefore(hours.from())) {
            return at.with(hours.from()).toInstant().toEpochMilli();
        }
        return time.isBefore(hours.to())
                ? 0
                : at.plusDays(1).with(hours.from()).toInstant().toEpochMilli();
    }

    /** When one more dial fits into every window; not later than now when it does. */
    static long fullUntilMillis(ContactPolicy policy, List<Long> dials, long nowMillis) {
        long until = 0;
        for (ContactPolicy.Limit limit : policy.limits()) {
            if (dials.size() >= limit.max()) {
                long oldest = dials.get(dials.size() - limit.max());
                until = Math.max(until, oldest + limit.window().toMillis() + SLACK_MILLIS);
            }
        }
        return until > nowMillis ? until : 0;
    }
}
