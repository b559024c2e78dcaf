package io.pelagos.journal;

/** One lead to put where its committed row says; settle.lua describes the texts. */
record Settlement(
        long lead, String expected, String record, String left, String giveBack, String before, String after) {

    static String inFlightUnder(long requestId) {
        return "f" + requestId;
    }

    /** Whose decision it settles; 0 for one that settles none. */
    long requestId() {
        return expected.startsWith("f") ? Long.parseLong(expected.substring(1)) : 0;
    }

    /** What most settlements do without, in one text; empty when there is nothing. */
    String rest() {
        return left.isEmpty() && giveBack.isEmpty() && before.isEmpty() && after.isEmpty()
                ? ""
                : left + '\n' + giveBack + '\n' + before + '\n' + after;
    }

    static final String NO_RECORD = "n";

    static String exactly(String record) {
        return record.isEmpty() ? NO_RECORD : "=" + record;
    }

    /** Puts a lead whose record is as seen. */
    static Settlement put(long lead, String seen, String record) {
        return new Settlement(lead, exactly(seen), record, "", "", "", "");
    }
}
