package io.pelagos.demo;

/**
 * How fast it goes.
 *
 * @param tickMillis how often it is looked what is due
 * @param leadMillis between two leads, about
 * @param restMillis between two steps of an agent, about
 * @param stockMax leads in a pool at which no more come
 * @param stockMin leads that are left to others
 */
public record Pace(long tickMillis, long leadMillis, long restMillis, int stockMax, int stockMin) {
    /** That of people. */
    private static final Pace HUMAN = new Pace(1_000, 5_000, 25_000, 150, 30);

    /** So many times as fast as people are. */
    public static Pace of(int speed) {
        return new Pace(
                Math.max(20, HUMAN.tickMillis / speed),
                HUMAN.leadMillis / speed,
                HUMAN.restMillis / speed,
                HUMAN.stockMax,
                HUMAN.stockMin);
    }
}
