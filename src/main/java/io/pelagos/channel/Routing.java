package io.pelagos.channel;

import io.pelagos.condition.Condition;
import io.pelagos.condition.Subject;
import io.pelagos.team.Document;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which pool a channel's leads go to: that of the first rule that fits, else the channel's own.
 *
 * @param cap of the channel; null for none
 */
public record Routing(List<Rule> rules, @Nullable Cap cap) {
    public static final Routing NONE = new Routing(List.of(), null);
    private static final int RULES_MAX = 100;
    private static final int CAP_MAX = 10_000_000;

    /** Fields {@code routing} and {@code cap} of a channel. */
    static Routing in(Document channel) {
        List<Rule> rules = channel.list("routing", RULES_MAX, Rule::read);
        Set<String> names = new HashSet<>();
        for (int i = 0; i < rules.size(); i++) {
            if (!names.add(rules.get(i).name)) {
                channel.fault("routing/" + i + "/name", "is there twice");
            }
        }
        Cap cap = channel.object("cap", Cap::read);
        if (cap != null && cap.overflow == null && !channel.faulty("cap")) {
            channel.fault("cap/overflow", "is required");
        }
        return new Routing(List.copyOf(rules), cap);
    }

    /** @param cap null: as many as come */
    public record Rule(
            String name,
            Condition when,
            String pool,
            @Nullable Cap cap) {
        private static Rule read(Document document) {
            return new Rule(
                    document.text("name", 60),
                    Condition.in(document, "when"),
                    document.text("pool", Document.ID, "the id of a pool"),
                    document.object("cap", Cap::read));
        }
    }

    /**
     * So many leads a day of the tenant; those that are one too many go elsewhere.
     *
     * @param overflow the pool that takes them; null: the channel's own
     */
    public record Cap(int max, @Nullable String overflow) {
        private static Cap read(Document document) {
            document.choice("window", List.of("day"), "day");
            return new Cap((int) document.integer("max", 0, CAP_MAX), document.optionalId("overflow"));
        }
    }

    /**
     * Where a lead goes as long as no cap is reached.
     *
     * @param rule that fits; null for none
     * @param otherwise the channel's own pool
     * @param cap of the channel
     */
    record Choice(
            @Nullable Rule rule, String otherwise, @Nullable Cap cap) {
        /** Of a lead that somebody has put into a pool. */
        static Choice of(String pool) {
            return new Choice(null, pool, null);
        }

        String pool() {
            return rule == null ? otherwise : rule.pool;
        }

        boolean capped() {
            return cap != null || (rule != null && rule.cap != null);
        }
    }

    Choice choose(Subject lead, String ownPool) {
        Rule first =
                rules.stream().filter(rule -> rule.when.test(lead)).findFirst().orElse(null);
        return new Choice(first, ownPool, cap);
    }

    /** All pools that it names: they must be there. */
    public Set<String> pools() {
        Set<String> pools = new TreeSet<>();
        if (cap != null && cap.overflow != null) {
            pools.add(cap.overflow);
        }
        for (Rule rule : rules) {
            pools.add(rule.pool);
            if (rule.cap != null && rule.cap.overflow != null) {
                pools.add(rule.cap.overflow);
            }
        }
        return pools;
    }
}
