package io.pelagos.faults;

import java.util.List;

/** One attempt: asked at one node, answered or not. Times are epoch milliseconds, of this machine or of what its cell took for them. */
record Operation(Intent intent, int node, long startMillis, long endMillis, Answer answer) {

    boolean ok() {
        return answer.ok();
    }

    Operation telling(List<Answer.Told> leads) {
        return new Operation(intent, node, startMillis, endMillis, answer.telling(leads));
    }

    String describe() {
        return intent.kind() + " #" + intent.number() + " by '" + intent.actor() + "' key " + intent.key() + " lead "
                + intent.lead() + " pool " + intent.pool() + " at node " + node + " " + startMillis + ".." + endMillis
                + " -> " + answer.outcome() + " " + answer.leads() + (answer.replayed() ? " replayed" : "");
    }
}
