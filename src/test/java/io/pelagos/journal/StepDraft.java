package io.pelagos.journal;

/** The arguments of step.lua for a test, by name. */
public final class StepDraft {
    private final TestCell cell;
    private final long lead;
    private final String expected;
    private String type = "released";
    private String reason = "";
    private String patch = "";
    private String data = "";
    private String sealed = "";
    private String also = "";
    private String to = "c";
    private String pool = "";
    private String owner = "";
    private String team = "";
    private long next;
    private String flags = "";
    private String limit = "";
    private String givenBack = "";
    private String policy = "";

    /** {@code expected}: the version that the lead must have, 0 for a closed lead whose version is not asked. */
    public StepDraft(TestCell cell, long lead, int expected) {
        this.cell = cell;
        this.lead = lead;
        this.expected = expected == 0 ? "" : Integer.toString(expected);
    }

    public StepDraft type(String name, String why) {
        type = name;
        reason = why;
        return this;
    }

    public StepDraft toPool(String name, String newFlags) {
        to = "p";
        pool = "7/" + name;
        flags = newFlags;
        return this;
    }

    public StepDraft toOwner(String inPool, String agent, String ofTeam, String newFlags) {
        to = "o";
        pool = "7/" + inPool;
        owner = "7/" + agent;
        team = ofTeam.isEmpty() ? "" : "7/" + ofTeam;
        flags = newFlags;
        return this;
    }

    public StepDraft next(long millis) {
        next = millis;
        return this;
    }

    public StepDraft words(String newPatch, String newData, String newSealed, String newAlso) {
        patch = newPatch;
        data = newData;
        sealed = newSealed;
        also = newAlso;
        return this;
    }

    public StepDraft limit(String flagAndMax) {
        limit = flagAndMax;
        return this;
    }

    public StepDraft givesBack(String counters) {
        givenBack = counters;
        return this;
    }

    public StepDraft policy(String json) {
        policy = json;
        return this;
    }

    public Proposal proposal() {
        return keyed("", "");
    }

    public Proposal keyed(String key, String body) {
        String version = expected.isEmpty() ? "9" : Integer.toString(Integer.parseInt(expected) + 1);
        return cell.keyed(
                Steps.STEP,
                cell.newRequest(),
                1,
                key,
                body,
                policy,
                Long.toString(lead),
                expected,
                version,
                type,
                reason,
                patch,
                data,
                sealed,
                also,
                to,
                pool,
                owner,
                team,
                Long.toString(next),
                flags,
                limit,
                givenBack);
    }
}
