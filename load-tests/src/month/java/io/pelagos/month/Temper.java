package io.pelagos.month;

/**
 * What kind of person an agent is; chances are per day unless said otherwise.
 *
 * @param firstCall that a lead not yet called is called
 * @param nextCall that one called before is called again
 * @param release that a lead is given back right after a call
 * @param claimsPerDay how many leads they would like
 */
record Temper(String name, double firstCall, double nextCall, double release, int claimsPerDay) {

    static final Temper DILIGENT = new Temper("diligent", 0.95, 0.22, 0.30, 18);
    static final Temper ORDINARY = new Temper("ordinary", 0.60, 0.09, 0.22, 16);
    /** Takes all that the limit gives, and forgets most of it. */
    static final Temper GRABBER = new Temper("grabber", 0.12, 0.03, 0.05, 40);

    static Temper of(int number) {
        return switch (number % 5) {
            case 0, 1 -> DILIGENT;
            case 2, 3 -> ORDINARY;
            default -> GRABBER;
        };
    }

    /** The chance in one of so many sessions that together have the chance of a day. */
    static double perSession(double perDay, int sessions) {
        return 1 - Math.pow(1 - perDay, 1.0 / sessions);
    }
}
