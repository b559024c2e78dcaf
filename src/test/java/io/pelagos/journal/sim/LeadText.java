package io.pelagos.journal.sim;

/** What a record of road.lua says of a lead. */
record LeadText(
        char state,
        int version,
        String pool,
        String owner,
        String team,
        long claimed,
        long score,
        String flags,
        long alarm,
        String text) {
    static final String NONE = "";

    static LeadText of(String text) {
        String[] r = text.split("\\|", -1);
        boolean owned = r[0].equals("o");
        return owned
                ? new LeadText(
                        'o',
                        Integer.parseInt(r[1]),
                        r[2],
                        r[3],
                        r[4],
                        Long.parseLong(r[5]),
                        0,
                        r[7],
                        Long.parseLong(r[8]),
                        text)
                : new LeadText(
                        'p',
                        Integer.parseInt(r[1]),
                        r[2],
                        "",
                        "",
                        0,
                        Long.parseLong(r[4]),
                        r[6],
                        Long.parseLong(r[7]),
                        text);
    }

    boolean owned() {
        return state == 'o';
    }

    boolean has(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    /** Won and nurtured leads are counted apart; empty for the others. */
    String kind() {
        return has('w') ? "w:" : has('n') ? "n:" : "";
    }
}
