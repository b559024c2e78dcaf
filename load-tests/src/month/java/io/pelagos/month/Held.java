package io.pelagos.month;

/** What an agent remembers of a lead in their hands; the server may know better, and then says so. */
final class Held {

    final long lead;
    boolean won;
    boolean called;
    /** When they promised to call again; 0 for never. */
    long nextMillis;

    Held(long lead, boolean won) {
        this.lead = lead;
        this.won = won;
    }
}
