package io.pelagos.faults;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** P2 and P7: each lead's journal is whole, in order, chained, possible, and says the same as the lead's row. */
final class JournalCheck {

    private static final String POOLED = "pooled";
    private static final String OWNED = "owned";
    private static final String CLOSED = "closed";

    private JournalCheck() {}

    static void check(Truth truth, Findings findings) {
        truth.lines().forEach((lead, lines) -> {
            Truth.Line before = null;
            for (Truth.Line line : lines) {
                order(before, line, findings);
                over(before, line, findings);
                body(before, line, findings);
                possible(line, findings);
                before = line;
            }
            row(before, truth.leads().get(lead), findings);
        });
        for (Truth.Lead lead : truth.leads().values()) {
            findings.must(
                    truth.details().contains(lead.id()), "P4", "lead without its sealed part", () -> "" + lead.id());
        }
        List<Long> withLines =
                truth.journal().stream().map(Truth.Line::lead).distinct().toList();
        truth.leads().keySet().stream()
                .filter(lead -> Collections.binarySearch(withLines, lead) < 0)
                .forEach(lead -> findings.add("P7", "lead without journal", "lead " + lead));
    }

    private static void order(Truth.Line before, Truth.Line line, Findings findings) {
        int expected = before == null ? 1 : before.version() + 1;
        findings.must(
                line.version() == expected,
                "P7",
                "journal has a gap or a double",
                () -> line.describe() + ", expected version " + expected);
        if (before == null) {
            return;
        }
        // The first line has the time of the node that took the lead in, all others that of the cell.
        findings.must(
                before.version() == 1 || line.atMillis() >= before.atMillis(),
                "P7",
                "journal goes back in time",
                () -> before.describe() + " then " + line.describe());
        findings.must(
                Truth.same(before.to(), line.from()),
                "P2",
                "a transition starts where the lead was not",
                () -> before.describe() + " led to " + before.to() + ", then " + line.describe() + " from "
                        + line.from());
    }

    private static void over(Truth.Line before, Truth.Line line, Findings findings) {
        findings.must(
                before == null || !before.type().equals("erased"),
                "P7",
                "something happened to an erased lead",
                line::describe);
    }

    private static void body(Truth.Line before, Truth.Line line, Findings findings) {
        byte[] hash = chain(before == null ? new byte[0] : before.hash(), line.body());
        findings.must(Arrays.equals(hash, line.hash()), "P7", "chain is broken", line::describe);
        JsonNode json = line.json();
        boolean matches = json.path("lead").asText().equals(Long.toString(line.lead()))
                && json.path("version").asInt() == line.version()
                && json.path("type").asText().equals(line.type())
                && json.path("at").asLong() == line.atMillis();
        findings.must(matches, "P7", "a line's body and columns differ", () -> line.describe() + " body " + json);
        Truth.Place from = line.from();
        Truth.Place to = line.to();
        if (OWNED.equals(to.state())) {
            findings.must(
                    Objects.equals(to.owner(), line.agent()),
                    "P7",
                    "a line's body and columns differ",
                    () -> line.describe() + " body " + json);
        }
        if (from.owner() != null && !from.owner().equals(to.owner())) {
            findings.must(
                    from.owner().equals(line.leftAgent()),
                    "P7",
                    "a line does not say whom the lead left",
                    () -> line.describe() + " body " + json);
        }
    }

    private static void possible(Truth.Line line, Findings findings) {
        Truth.Place from = line.from();
        Truth.Place to = line.to();
        boolean pooled = POOLED.equals(from.state());
        boolean owned = OWNED.equals(from.state());
        boolean comes = OWNED.equals(to.state()) && Objects.equals(from.pool(), to.pool());
        boolean possible =
                switch (line.type()) {
                    // Closed at once: its number is on the do-not-call list.
                    case "received" ->
                        line.version() == 1
                                && from.state() == null
                                && (POOLED.equals(to.state()) || CLOSED.equals(to.state()));
                    case "claimed", "assigned" -> pooled && comes;
                    case "transferred" -> owned && comes && !Objects.equals(from.owner(), to.owner());
                    // A handover may name another pool.
                    case "released" ->
                        owned
                                && POOLED.equals(to.state())
                                && (Objects.equals(from.pool(), to.pool())
                                        || line.data().has("job"));
                    case "recycled" -> owned && POOLED.equals(to.state());
                    // From another system: to its owner, closed, or as it is.
                    case "imported" ->
                        line.version() == 2 && (Truth.same(from, to) || pooled && (comes || CLOSED.equals(to.state())));
                    case "moved" ->
                        POOLED.equals(to.state()) && (owned || pooled && !Objects.equals(from.pool(), to.pool()));
                    case "closed" -> (pooled || owned) && CLOSED.equals(to.state());
                    // Who comes again stays where he was, or comes back.
                    case "merged" ->
                        line.version() > 1
                                && (Truth.same(from, to) || CLOSED.equals(from.state()) && POOLED.equals(to.state()));
                    case "reopened" -> CLOSED.equals(from.state()) && POOLED.equals(to.state());
                    // From anywhere, also from closed.
                    case "erased" -> line.version() > 1 && CLOSED.equals(to.state());
                    case "followed_up", "nurtured", "locked", "extended", "warned", "reminded", "paused", "dialled" ->
                        owned && Truth.same(from, to);
                    // Nobody has it yet: it rings somebody, or somebody asks for it.
                    case "offered", "declined", "opened", "withdrawn" -> pooled && Truth.same(from, to);
                    case "escalated" -> (pooled || owned) && Truth.same(from, to);
                    case "evidenced",
                            "reviewed",
                            "refunded",
                            "edited",
                            "noted",
                            "revealed",
                            "approved",
                            "rejected",
                            "requested",
                            "won",
                            "repurchased",
                            "opportunity",
                            "contract",
                            "payment" -> line.version() > 1 && Truth.same(from, to);
                    default -> false;
                };
        boolean owner = OWNED.equals(to.state()) == (to.owner() != null);
        findings.must(
                possible && owner,
                "P2",
                "an impossible transition",
                () -> line.describe() + " from " + from + " to " + to);
    }

    private static void row(Truth.Line last, Truth.Lead lead, Findings findings) {
        if (lead == null) {
            findings.add("P4", "lead is gone", last.describe());
            return;
        }
        boolean same = lead.version() == last.version()
                && Arrays.equals(lead.chain(), last.hash())
                && Truth.same(lead.place(), last.to());
        findings.must(
                same,
                "P7",
                "lead's row and last line differ",
                () -> "row version " + lead.version() + " " + lead.place() + ", last " + last.describe() + " to "
                        + last.to());
    }

    static byte[] chain(byte[] previous, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(previous);
            return digest.digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
