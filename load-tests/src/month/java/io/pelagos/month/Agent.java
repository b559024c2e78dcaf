package io.pelagos.month;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** One agent's work in a session: takes leads, calls some of those held, and does what comes of the calls. */
final class Agent extends Desk implements Callable<Void> {

    private static final List<String> OUTCOMES =
            List.of("reached", "no_answer", "busy", "wrong_number", "refused", "interested");

    private final Temper temper;
    private final int sessions;
    private final Claiming claiming = new Claiming(this);
    private final Map<Long, Held> hands = new LinkedHashMap<>();

    Agent(
            String id,
            Wire wire,
            Ledger ledger,
            Bulletin bulletin,
            CellClock clock,
            long seed,
            Temper temper,
            int sessions) {
        super(id, wire, ledger, bulletin, clock, seed);
        this.temper = temper;
        this.sessions = sessions;
    }

    @Override
    public Void call() throws InterruptedException {
        for (Held lead = bulletin.given(id); lead != null; lead = bulletin.given(id)) {
            hands.put(lead.lead, lead);
        }
        // Some days people are ill, or at a training.
        if (chance(0.04)) {
            return null;
        }
        for (Held lead : new ArrayList<>(hands.values())) {
            boolean promised = lead.nextMillis > 0 && lead.nextMillis < clock.nowMillis();
            double perDay = lead.called ? temper.nextCall() * (promised ? 1.5 : 0.7) : temper.firstCall();
            if (chance(Temper.perSession(Math.min(0.99, perDay), sessions))) {
                work(lead);
            }
        }
        claimSome();
        return null;
    }

    private void work(Held lead) throws InterruptedException {
        if (!lead.won && chance(0.004)) {
            // A customer who called by themselves: won without a follow-up.
            win(lead);
            return;
        }
        if (!followUp(lead)) {
            return;
        }
        double luck = random.nextDouble();
        if (luck < 0.05) {
            win(lead);
        } else if (lead.won) {
            return;
        } else if (luck < 0.05 + temper.release()) {
            gone(lead, change("released", lead.lead, "/release", Wire.object().put("reason", "no interest")));
        } else if (luck < 0.09 + temper.release()) {
            String reason = chance(0.5) ? "lost" : "invalid";
            if (gone(lead, change("closed", lead.lead, "/close", Wire.object().put("reason", reason)))) {
                bulletin.closed(lead.lead);
            }
        } else if (luck < 0.12 + temper.release()) {
            delay(lead, "nurtured", "/nurture", inDays(1, 12));
        } else if (luck < 0.14 + temper.release()) {
            delay(lead, "locked", "/lock", inDays(1, 10));
        }
    }

    private boolean followUp(Held lead) throws InterruptedException {
        ObjectNode body = Wire.object()
                .put("method", chance(0.8) ? "call" : "wechat")
                .put("outcome", OUTCOMES.get(random.nextInt(OUTCOMES.size())))
                .put("content", "spoke of the offer");
        lead.nextMillis = chance(0.5) ? inDays(1, 6) : 0;
        if (lead.nextMillis > 0) {
            body.put("next_at", Instant.ofEpochMilli(lead.nextMillis).toString());
        }
        Wire.Reply reply = change("followed_up", lead.lead, "/followups", body);
        if (reply.ok()) {
            lead.called = true;
            bulletin.called(lead.lead, reply.body().path("version").asInt());
        } else {
            hands.remove(lead.lead);
        }
        return reply.ok();
    }

    private void win(Held lead) throws InterruptedException {
        String kind = lead.won ? "repurchase" : "first";
        ObjectNode body = Wire.object()
                .put("amount", 100 + random.nextInt(9_900))
                .put("currency", "CNY")
                .put("kind", kind);
        Wire.Reply reply = change(lead.won ? "repurchased" : "won", lead.lead, "/deals", body);
        if (reply.ok()) {
            lead.won = true;
        } else {
            hands.remove(lead.lead);
        }
    }

    private void delay(Held lead, String type, String path, long untilMillis) throws InterruptedException {
        String until = Instant.ofEpochMilli(untilMillis).toString();
        Wire.Reply reply = change(type, lead.lead, path, Wire.object().put("until", until), "too-many");
        if (reply.ok() && chance(0.1)) {
            // The customer calls back, or the reason is gone: the rest of the pause is given back.
            change(type, lead.lead, path, Wire.object().putNull("until"));
        }
    }

    private boolean gone(Held lead, Wire.Reply reply) {
        hands.remove(lead.lead);
        return reply.ok();
    }

    private void claimSome() throws InterruptedException {
        int wanted = (int) Math.round(temper.claimsPerDay() * 2.0 * random.nextDouble() / sessions);
        for (Held lead : claiming.some(wanted)) {
            hands.put(lead.lead, lead);
        }
    }
}
