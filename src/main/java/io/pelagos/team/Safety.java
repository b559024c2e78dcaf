package io.pelagos.team;

import org.jspecify.annotations.Nullable;

/**
 * How a firm guards itself.
 *
 * @param token requests of one token; null: any number
 * @param bots null: nobody looks for them
 * @param retention what is forgotten when
 */
public record Safety(@Nullable Rate token, @Nullable BotPolicy bots, Retention retention) {
    static final Safety NONE = new Safety(null, null, Retention.NONE);

    static Safety in(Document tenant) {
        Rate token = tenant.object("rate_limits", limits -> limits.object("token", Rate::read));
        BotPolicy bots = tenant.object("bots", BotPolicy::read);
        Retention retention = tenant.object("retention", Retention::read);
        return new Safety(token, bots, retention == null ? Retention.NONE : retention);
    }

    /**
     * How often something may be done.
     *
     * @param burst how often at once, after a rest
     */
    public record Rate(int perSecond, int burst) {
        private static final int PER_SECOND_MAX = 100_000;
        private static final int BURST_MAX = 1_000_000;

        static Rate read(Document document) {
            int perSecond = (int) document.integer("per_second", 1, PER_SECOND_MAX);
            return new Rate(perSecond, (int) document.integer("burst", 1, BURST_MAX, 2L * perSecond));
        }
    }
}
