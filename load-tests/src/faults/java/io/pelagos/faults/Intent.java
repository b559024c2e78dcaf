package io.pelagos.faults;

/**
 * What a client wants, once, however often it has to ask: each attempt is an {@link Operation} of its own.
 *
 * @param number unique in the round
 * @param actor the agent who asks; empty for a webhook
 * @param key Idempotency-Key, null without
 * @param pool claims and intake: the pool asked for
 * @param lead the lead asked for, 0 when none is named
 * @param count leads asked for
 * @param target the agent to get it, the pool that it goes to, or the word that is asked for
 * @param channel intake: the channel
 * @param externalId the platform's id, or that of a deal, an opportunity, a contract or a payment; null without
 * @param phone intake: E.164
 */
record Intent(
        long number,
        Kind kind,
        String actor,
        String key,
        String path,
        String body,
        String pool,
        long lead,
        int count,
        String target,
        String channel,
        String externalId,
        String phone) {

    enum Kind {
        HOOK,
        LEAD,
        CLAIM,
        RELEASE,
        ASSIGN,
        MOVE,
        CLOSE,
        REOPEN,
        FOLLOW_UP,
        REVIEW,
        CALL,
        NURTURE,
        LOCK,
        EXTEND,
        EDIT,
        NOTE,
        APPROVE,
        DEAL,
        OPPORTUNITY,
        CONTRACT,
        PAYMENT,
        DIAL;

        boolean intake() {
            return this == HOOK || this == LEAD;
        }

        /** Answered without the version that the lead got: which line it was is for the checker to find out. */
        boolean namesNoVersion() {
            return this == DIAL || this == CALL;
        }
    }

    /** How the API wants it asked. */
    String method() {
        return kind == Kind.EDIT ? "PATCH" : "POST";
    }

    static Intent claim(long number, String agent, String key, String pool, long lead, int count) {
        String body = lead != 0 ? "{\"lead\":\"" + lead + "\"}" : count > 1 ? "{\"count\":" + count + "}" : "{}";
        String path = "/api/v1/pools/" + pool + "/claims";
        return new Intent(number, Kind.CLAIM, agent, key, path, body, pool, lead, count, null, null, null, null);
    }

    static Intent release(long number, String agent, String key, long lead) {
        return step(number, Kind.RELEASE, agent, key, lead, "release", "{\"reason\":\"not now\"}", null);
    }

    /** @param force above the holding caps */
    static Intent assign(long number, String supervisor, String key, long lead, String target, boolean force) {
        String body = "{\"agent\":\"" + target + "\",\"force\":" + force + "}";
        return step(number, Kind.ASSIGN, supervisor, key, lead, "assign", body, target);
    }

    /** The request that asks for several assignments, of which one is given. */
    static Intent assignTogether(Intent one, String body) {
        return new Intent(
                one.number,
                Kind.ASSIGN,
                one.actor,
                null,
                "/api/v1/leads/bulk",
                body,
                null,
                0,
                1,
                one.target,
                null,
                null,
                null);
    }

    /**
     * Anything else that is done to a lead.
     *
     * @param path behind the lead's address; empty for the lead itself
     */
    static Intent step(
            long number, Kind kind, String actor, String key, long lead, String path, String body, String target) {
        return step(number, kind, actor, key, lead, path, body, target, null);
    }

    static Intent step(
            long number,
            Kind kind,
            String actor,
            String key,
            long lead,
            String path,
            String body,
            String target,
            String externalId) {
        String address = "/api/v1/leads/" + lead + (path.isEmpty() ? "" : "/" + path);
        return new Intent(number, kind, actor, key, address, body, null, lead, 1, target, null, externalId, null);
    }

    /** What the phone system calls the call of this request. */
    static String callId(long number) {
        return "call-" + number;
    }

    /** The phone system tells of a call with a lead's customer; safe to tell again. */
    static Intent call(long number, String actor, long lead, String body) {
        return new Intent(number, Kind.CALL, actor, null, "/api/v1/calls", body, null, lead, 1, null, null, null, null);
    }

    /** A lead that an agent enters. */
    static Intent enter(long number, String agent, String key, String pool, String externalId, String phone) {
        String body = "{\"pool\":\"" + pool + "\",\"external_id\":\"" + externalId
                + "\",\"grade\":\"C\",\"contact\":{\"name\":\"Entered " + number + "\",\"phone\":\"" + phone + "\"}}";
        return new Intent(
                number, Kind.LEAD, agent, key, "/api/v1/leads", body, pool, 0, 1, null, "", externalId, phone);
    }

    static Intent hook(
            long number, String path, String body, String pool, String channel, String externalId, String phone) {
        return new Intent(number, Kind.HOOK, "", null, path, body, pool, 0, 1, null, channel, externalId, phone);
    }

    /** The same key with another body, which must be refused. */
    Intent withBody(long number, String otherBody) {
        return new Intent(
                number, kind, actor, key, path, otherBody, pool, lead, count, target, channel, externalId, phone);
    }
}
