package io.pelagos.faults;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** How the API wants a pool's rules for what happens to leads. */
final class PoolDocument {

    private static final String LONGEST_STOP = "P2D";

    private PoolDocument() {}

    static ObjectNode withRules(ObjectNode pool, PoolRules rules) {
        ArrayNode recycle = pool.putArray("recycle");
        rules.recycle().forEach(rule -> rule(recycle.addObject(), rule));
        patience(pool.putObject("locks"), rules.locksMax());
        patience(pool.putObject("nurture"), rules.nurturesMax());
        if (rules.firstRefusalMillis() > 0) {
            pool.putObject("first_refusal").put("for", "team").put("time", duration(rules.firstRefusalMillis()));
        }
        if (rules.stale() != null) {
            pool.putObject("stale")
                    .put("after", duration(rules.stale().afterMillis()))
                    .put("then", "move")
                    .put("to", rules.stale().to());
        }
        if (rules.roundsMax() > 0) {
            pool.putArray("cleanup")
                    .addObject()
                    .put("name", Rules.TIRED)
                    .put("when", "rounds")
                    .put("count", rules.roundsMax())
                    .put("then", "close");
        }
        if (rules.approves()) {
            pool.putObject("approvals").put("deals", true);
        }
        if (rules.router() != null) {
            ObjectNode router =
                    pool.putObject("assignment").put("strategy", rules.router().strategy());
            if (rules.router().offerMillis() > 0) {
                router.putObject("offer")
                        .put("time", duration(rules.router().offerMillis()))
                        .put("max", 2);
            }
        }
        return pool;
    }

    private static void rule(ObjectNode to, PoolRules.Recycle rule) {
        to.put("name", rule.name()).put("trigger", rule.trigger()).put("after", duration(rule.afterMillis()));
        if (rule.warnMillis() > 0) {
            to.putArray("warn_before").add(duration(rule.warnMillis()));
        }
        if (rule.to() != null) {
            to.put("to", rule.to());
        }
        if (rule.extensions() > 0) {
            to.putObject("extensions").put("max", rule.extensions()).put("by", "supervisor");
        }
        if (rule.grade() != null) {
            to.putObject("applies_to").putArray("grades").add(rule.grade());
        }
    }

    private static void patience(ObjectNode to, int max) {
        to.put("max_per_agent", max).put("longest", LONGEST_STOP);
    }

    static String duration(long millis) {
        return Duration.ofMillis(millis).toString();
    }
}
