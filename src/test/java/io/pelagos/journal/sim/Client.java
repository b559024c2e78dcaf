package io.pelagos.journal.sim;

import io.pelagos.journal.Verdict;
import java.util.List;

/** Somebody who wants something: asks any node, and asks again when no answer comes, or none that is one. */
final class Client {
    private static final long PATIENCE_MICROS = 2_000_000;

    private final World world;
    private final int number;
    private final int leads;
    private Operation op;
    private int attempt;
    private boolean over;
    private boolean again;

    Client(World world, int number, int leads) {
        this.world = world;
        this.number = number;
        this.leads = leads;
    }

    private Operation draw() {
        Agenda agenda = world.agenda;
        int dice = agenda.below(100);
        Operation.Kind kind = dice < 30
                ? Operation.Kind.CLAIM_NEXT
                : dice < 50
                        ? Operation.Kind.CLAIM_CHOSEN
                        : dice < 70
                                ? Operation.Kind.RELEASE
                                : dice < 80
                                        ? Operation.Kind.FOLLOW_UP
                                        : dice < 88
                                                ? Operation.Kind.ASSIGN
                                                : dice < 92
                                                        ? Operation.Kind.CLOSE
                                                        : dice < 97 ? Operation.Kind.REOPEN : Operation.Kind.POISON;
        long lead = 1L + agenda.below(leads);
        PgModel.Lead row = world.truth.leads.get(lead);
        boolean owners = row != null && row.owner != null && agenda.chance(0.85);
        boolean next = kind == Operation.Kind.CLAIM_NEXT;
        String key = agenda.chance(0.75) ? String.format("%08x", number) : "";
        return new Operation(
                number,
                kind,
                key,
                key.isEmpty() ? "" : String.format("%08x", 77_000 + number),
                owners && !kind.claims() && kind != Operation.Kind.ASSIGN
                        ? row.owner
                        : Firm.AGENTS[agenda.below(Firm.AGENTS.length)],
                next ? 0 : lead,
                next && agenda.chance(0.3) ? 2 : 1);
    }

    boolean over() {
        return over;
    }

    void sendLater(long micros) {
        world.agenda.after(micros, Agenda.WORLD, this::send);
    }

    private void send() {
        if (op == null) {
            op = draw();
        }
        int asked = ++attempt;
        if (world.nodes.isEmpty()) {
            retry();
            return;
        }
        Node node = world.nodes.get(world.agenda.below(world.nodes.size()));
        world.agenda.tell(() -> "  " + op + " asks " + node.name);
        world.agenda.after(world.delay(), node, () -> {
            boolean granted = world.history.granted.containsKey(op);
            node.handle(op).onComplete(result -> answered(node, asked, granted, result.result()));
        });
        world.agenda.after(PATIENCE_MICROS, Agenda.WORLD, () -> {
            if (attempt == asked && !over) {
                retry();
            }
        });
    }

    /**
     * At the node, at the moment at which it answers.
     *
     * @param granted whether the request had been granted already when this attempt came
     */
    private void answered(Node node, int asked, boolean granted, Verdict verdict) {
        if (verdict instanceof Verdict.Done done) {
            List<History.Told> leads = done.leads().stream()
                    .map(moved -> new History.Told(
                            moved.row().id(), moved.row().version(), moved.row().owner()))
                    .toList();
            world.history.acknowledged(op, leads, world.truth.journal);
        } else if (World.definite(verdict) && granted && !op.key().isEmpty()) {
            world.history.refused(op, verdict.toString());
        }
        world.agenda.tell(() -> "  " + node.name + " answers " + op + ": " + shown(verdict));
        world.agenda.after(world.delay(), Agenda.WORLD, () -> hears(asked, verdict));
    }

    private static String shown(Verdict verdict) {
        return verdict instanceof Verdict.Done done
                ? (done.replayed() ? "again " : "")
                        + done.leads().stream()
                                .map(m -> m.row().id() + "@" + m.row().version() + "="
                                        + m.row().owner())
                                .toList()
                : String.valueOf(verdict);
    }

    private void hears(int asked, Verdict verdict) {
        if (over || asked != attempt || world.lost()) {
            return;
        }
        if (!World.definite(verdict)) {
            retry();
        } else if (!op.key().isEmpty() && !again && world.agenda.chance(0.15)) {
            // As if the answer had not come: it must be the same.
            again = true;
            retry();
        } else {
            over = true;
        }
    }

    private void retry() {
        attempt++;
        if (op.key().isEmpty()) {
            over = true;
        } else {
            sendLater(world.agenda.between(20_000, 400_000));
        }
    }

    @Override
    public String toString() {
        return "#" + number + " " + op;
    }

    /** A platform that delivers a lead, again and again until it is acknowledged. */
    static final class Intake {
        private final World world;
        private final long lead;
        private boolean over;

        Intake(World world, long lead) {
            this.world = world;
            this.lead = lead;
        }

        void sendLater(long micros) {
            world.agenda.after(micros, Agenda.WORLD, this::send);
        }

        private void send() {
            if (over) {
                return;
            }
            if (!world.nodes.isEmpty()) {
                Node node = world.nodes.get(world.agenda.below(world.nodes.size()));
                world.agenda.after(world.delay(), node, () -> node.receive(lead).onSuccess(done -> {
                    world.agenda.tell(
                            () -> "  lead " + lead + (done ? " received at " : " not received at ") + node.name);
                    if (done) {
                        world.history.received(lead, world.truth.leads.keySet());
                        world.agenda.after(world.delay(), Agenda.WORLD, () -> over = over || !world.lost());
                    }
                }));
            }
            sendLater(world.agenda.between(500_000, 3_000_000));
        }
    }
}
