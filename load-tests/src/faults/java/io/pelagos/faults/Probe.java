package io.pelagos.faults;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Signs of life: enters a lead, claims one and gives it back, at one node. All of it goes to the history. */
final class Probe {

    private final Api api;
    private final Firm firm;
    private final History history;
    /** Far from the numbers of the workload. */
    private final AtomicLong numbers = new AtomicLong(1_000_000_000L);

    private volatile String lastAnswer = "nothing asked";

    Probe(Api api, Firm firm, History history) {
        this.api = api;
        this.firm = firm;
        this.history = history;
    }

    /** Whether the node carries out all three within the bound. */
    boolean alive(Node node, Duration bound) {
        return Wait.happens(bound, () -> cycle(node));
    }

    String lastAnswer() {
        return lastAnswer;
    }

    private boolean cycle(Node node) {
        if (!emptyHands(node)) {
            return false;
        }
        long number = numbers.incrementAndGet();
        String phone = "+86137" + (number % 100_000_000L + 10_000_000L);
        Intent enter = Intent.enter(number, Rules.PROBE, null, Rules.FREE, "probe" + number, phone);
        Intent claim = Intent.claim(numbers.incrementAndGet(), Rules.PROBE, "probe-" + number, Rules.FREE, 0, 1);
        return ask(node, enter).ok() && ask(node, claim).ok() && emptyHands(node);
    }

    /** Gives back all it holds, also from claims whose answer was lost: the tenant's cap binds the probe too. */
    private boolean emptyHands(Node node) {
        return api.owned(node, firm.token(Rules.PROBE)).stream().allMatch(lead -> {
            Operation released = ask(node, Intent.release(numbers.incrementAndGet(), Rules.PROBE, null, lead));
            return released.ok() || released.answer().status() == 404;
        });
    }

    private Operation ask(Node node, Intent intent) {
        Operation operation = api.attempt(node, intent, firm.token(Rules.PROBE));
        history.add(operation);
        lastAnswer = operation.describe() + " " + operation.answer().text();
        return operation;
    }
}
