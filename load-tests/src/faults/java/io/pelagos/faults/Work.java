package io.pelagos.faults;

import io.pelagos.faults.Intent.Kind;
import java.time.Instant;
import java.util.Random;

/** What agents do to leads that they own, and what supervisors, managers and the phone system do to others'. */
final class Work {

    private static final String[] OUTCOMES = {"reached", "no_answer", "busy", "interested", "callback"};
    private static final String[] REASONS = {"lost", "unreachable", "not_target", "invalid"};
    private static final long DAY_MILLIS = 86_400_000;

    private final Memory memory;

    Work(Memory memory) {
        this.memory = memory;
    }

    /** Something that the owner of a lead may do. */
    Intent ofOwner(Random random, long number, String agent, String key, long lead) {
        int dice = random.nextInt(100);
        if (dice < 30) {
            return followUp(random, number, agent, key, lead);
        } else if (dice < 39) {
            return stop(Kind.NURTURE, random, number, agent, key, lead);
        } else if (dice < 48) {
            return stop(Kind.LOCK, random, number, agent, key, lead);
        } else if (dice < 60) {
            return grade(number, agent, key, lead, Firm.GRADES.get(random.nextInt(Firm.GRADES.size())));
        } else if (dice < 67) {
            return Intent.step(number, Kind.NOTE, agent, key, lead, "notes", "{\"text\":\"call again\"}", null);
        } else if (dice < 81) {
            return Intent.step(number, Kind.DIAL, agent, key, lead, "dial", "{}", null);
        } else if (dice < 95) {
            return sale(random, number, agent, key, lead);
        }
        String reason = REASONS[random.nextInt(REASONS.length)];
        return Intent.step(number, Kind.CLOSE, agent, key, lead, "close", "{\"reason\":\"" + reason + "\"}", reason);
    }

    private static Intent followUp(Random random, long number, String agent, String key, long lead) {
        String next = random.nextInt(4) > 0
                ? ""
                : ",\"next_at\":\"" + Instant.ofEpochMilli(System.currentTimeMillis() + DAY_MILLIS) + "\"";
        String body =
                "{\"method\":\"call\",\"outcome\":\"" + OUTCOMES[random.nextInt(OUTCOMES.length)] + "\"" + next + "}";
        return Intent.step(number, Kind.FOLLOW_UP, agent, key, lead, "followups", body, null);
    }

    static Intent grade(long number, String agent, String key, long lead, String grade) {
        String body = "{\"grade\":\"" + grade + "\",\"tags\":[\"graded\",\"" + grade + "\"]}";
        return Intent.step(number, Kind.EDIT, agent, key, lead, "", body, null);
    }

    /** Mostly for seconds, so that it ends while the load goes on; some last; some end one at once. */
    private static Intent stop(Kind kind, Random random, long number, String agent, String key, long lead) {
        int dice = random.nextInt(10);
        long until = System.currentTimeMillis() + (dice < 6 ? 1_000 + random.nextInt(5_000) : DAY_MILLIS);
        String body = dice == 9 ? "{\"until\":null}" : "{\"until\":\"" + Instant.ofEpochMilli(until) + "\"}";
        return Intent.step(number, kind, agent, key, lead, kind == Kind.LOCK ? "lock" : "nurture", body, null);
    }

    private Intent sale(Random random, long number, String agent, String key, long lead) {
        Kind kind =
                switch (random.nextInt(14)) {
                    case 0, 1, 2 -> Kind.OPPORTUNITY;
                    case 3, 4, 5 -> Kind.CONTRACT;
                    case 6, 7, 8 -> Kind.PAYMENT;
                    default -> Kind.DEAL;
                };
        return sale(kind, number, agent, key, lead, random.nextInt(3) == 0 ? null : memory.externalId(random));
    }

    /** Any of what other systems have ids for; null for none. */
    static Intent sale(Kind kind, long number, String agent, String key, long lead, String externalId) {
        String path =
                switch (kind) {
                    case OPPORTUNITY -> "opportunities";
                    case CONTRACT -> "contracts";
                    case PAYMENT -> "payments";
                    default -> "deals";
                };
        String body = "{\"amount\":1200,\"currency\":\"CNY\""
                + (kind == Kind.OPPORTUNITY ? ",\"stage\":\"offer\"" : "")
                + (externalId == null ? "" : ",\"external_id\":\"" + externalId + "\"")
                + "}";
        return Intent.step(number, kind, agent, key, lead, path, body, null, externalId);
    }

    /** Something that is done by others than the owner; null when there is nothing to do. */
    Intent ofOthers(Random random, long number, String key) {
        int dice = random.nextInt(100);
        if (dice < 25) {
            String pool = random.nextBoolean() ? Rules.ROLLING : Rules.HOLD;
            return to(Kind.MOVE, number, Firm.SUPERVISOR, key, memory.seen(random), "move", pool);
        } else if (dice < 45) {
            Answer.Told closed = memory.take(Memory.Mark.CLOSED);
            return closed == null ? null : reopen(number, key, closed.lead());
        } else if (dice < 65) {
            boolean deal = random.nextBoolean();
            Answer.Told waits = memory.take(deal ? Memory.Mark.WAITS_FOR_APPROVAL : Memory.Mark.EDITED);
            return waits == null ? null : approve(random, number, key, waits.lead(), deal);
        } else if (dice < 85) {
            return followed(random, number, key);
        }
        return null;
    }

    /** A verdict on a follow-up, or a call record that belongs to it. */
    private Intent followed(Random random, long number, String key) {
        Answer.Told followup = memory.take(Memory.Mark.FOLLOWED_UP);
        if (followup == null) {
            return null;
        } else if (random.nextBoolean()) {
            String verdict = random.nextBoolean() ? "fake" : "genuine";
            return Intent.step(
                    number,
                    Kind.REVIEW,
                    Firm.SUPERVISOR,
                    key,
                    followup.lead(),
                    "followups/" + followup.version() + "/review",
                    "{\"verdict\":\"" + verdict + "\"}",
                    null);
        }
        String body = "{\"id\":\"" + Intent.callId(number) + "\",\"lead\":\"" + followup.lead() + "\",\"started_at\":\""
                + Instant.ofEpochMilli(System.currentTimeMillis() - 1_000) + "\",\"seconds\":40}";
        return Intent.call(number, Firm.PHONES, followup.lead(), body);
    }

    static Intent reopen(long number, String key, long lead) {
        return to(Kind.REOPEN, number, Firm.MANAGER, key, lead, "reopen", Rules.ROLLING);
    }

    /** A word on a deal, or else on an owner's edit. */
    static Intent approve(Random random, long number, String key, long lead, boolean deal) {
        String body = "{\"what\":\"" + (deal ? "deal" : "edit") + "\",\"approved\":" + (random.nextInt(3) > 0) + "}";
        return Intent.step(number, Kind.APPROVE, Firm.SUPERVISOR, key, lead, "approve", body, null);
    }

    /** More time for a lead's owner, under the rule that may be extended. */
    static Intent extend(long number, String key, long lead) {
        return Intent.step(
                number,
                Kind.EXTEND,
                Firm.SUPERVISOR,
                key,
                lead,
                "extend",
                "{\"rule\":\"" + Rules.AT_MOST + "\",\"by\":\"PT2S\"}",
                Rules.AT_MOST);
    }

    private static Intent to(Kind kind, long number, String actor, String key, long lead, String path, String pool) {
        return lead == 0
                ? null
                : Intent.step(number, kind, actor, key, lead, path, "{\"pool\":\"" + pool + "\"}", pool);
    }
}
