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
 * @param target assignments: the agent to get it
 * @param channel intake: the channel
 * @param externalId intake: the platform's id
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
        ASSIGN;

        boolean intake() {
            return this == HOOK || this == LEAD;
        }
    }

    static Intent claim(long number, String agent, String key, String pool, long lead, int count) {
        String body = lead != 0 ? "{\"lead\":\"" + lead + "\"}" : count > 1 ? "{\"count\":" + count + "}" : "{}";
        String path = "/api/v1/pools/" + pool + "/claims";
        return new Intent(number, Kind.CLAIM, agent, key, path, body, pool, lead, count, null, null, null, null);
    }

    static Intent release(long number, String agent, String key, long lead) {
        String path = "/api/v1/leads/" + lead + "/release";
        String body = "{\"reason\":\"not now\"}";
        return new Intent(number, Kind.RELEASE, agent, key, path, body, null, lead, 1, null, null, null, null);
    }

    static Intent assign(long number, String supervisor, String key, long lead, String target) {
        String path = "/api/v1/leads/" + lead + "/assign";
        String body = "{\"agent\":\"" + target + "\"}";
        return new Intent(number, Kind.ASSIGN, supervisor, key, path, body, null, lead, 1, target, null, null, null);
    }

    /** A lead that an agent enters. */
    static Intent enter(long number, String agent, String key, String pool, String externalId, String phone) {
        String body = "{\"pool\":\"" + pool + "\",\"external_id\":\"" + externalId
                + "\",\"contact\":{\"name\":\"Entered " + number + "\",\"phone\":\"" + phone + "\"}}";
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
