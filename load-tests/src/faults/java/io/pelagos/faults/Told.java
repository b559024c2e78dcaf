package io.pelagos.faults;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks up journal lines, and names logical requests, for the checks that compare answers with the truth. */
final class Told {

    /** One transition of one lead. */
    record Step(long lead, int version) {}

    /** Who acts when no person does. */
    static final String RULE = "rule";
    /** Who gives leads away in the server's name. */
    static final String ROUTER = "router";
    /** Why leads of somebody on leave are paused, lent or returned. */
    static final String LEAVE = "leave";

    private Told() {}

    static Map<Step, Truth.Line> steps(Truth truth) {
        Map<Step, Truth.Line> steps = new HashMap<>();
        truth.journal().forEach(line -> steps.put(new Step(line.lead(), line.version()), line));
        return steps;
    }

    static List<Step> steps(Answer answer) {
        return answer.leads().stream()
                .map(told -> new Step(told.lead(), told.version()))
                .toList();
    }

    /** All attempts of one wish have the same name: its key, or without one its number. */
    static String wish(Intent intent) {
        return intent.key() == null ? "#" + intent.number() : intent.actor() + " " + intent.key();
    }

    /** Whether the intent asks for a transition of a lead that exists. */
    static boolean moves(Intent intent) {
        return !intent.kind().intake();
    }

    /** A call record that belongs to no follow-up, or is known, is answered all the same. */
    static boolean changesNothing(Operation op) {
        return op.intent().kind() == Intent.Kind.CALL && !op.answer().result().equals(Answer.MATCHED);
    }

    /** The kind of request that a line came of; null for what the server does by itself. */
    static Intent.Kind kind(Truth.Line line) {
        // A leave is entered once; what it does to each lead nobody asked for.
        if (RULE.equals(line.actor()) || ROUTER.equals(line.actor()) || LEAVE.equals(line.reason())) {
            return null;
        }
        return switch (line.type()) {
            case "claimed" -> Intent.Kind.CLAIM;
            case "released" -> Intent.Kind.RELEASE;
            case "assigned", "transferred" -> Intent.Kind.ASSIGN;
            case "moved" -> Intent.Kind.MOVE;
            case "closed" -> Intent.Kind.CLOSE;
            case "reopened" -> Intent.Kind.REOPEN;
            case "followed_up" -> Intent.Kind.FOLLOW_UP;
            case "reviewed" -> Intent.Kind.REVIEW;
            case "evidenced" -> Intent.Kind.CALL;
            case "nurtured" -> Intent.Kind.NURTURE;
            case "locked" -> Intent.Kind.LOCK;
            case "extended" -> Intent.Kind.EXTEND;
            case "edited" -> Intent.Kind.EDIT;
            case "noted" -> Intent.Kind.NOTE;
            case "approved", "rejected" -> Intent.Kind.APPROVE;
            case "requested" -> Intent.Kind.DEAL;
            // A deal that waited for approval is won by the word of the supervisor.
            case "won", "repurchased" -> line.data().has("requested") ? Intent.Kind.APPROVE : Intent.Kind.DEAL;
            case "opportunity" -> Intent.Kind.OPPORTUNITY;
            case "contract" -> Intent.Kind.CONTRACT;
            case "payment" -> Intent.Kind.PAYMENT;
            case "dialled" -> Intent.Kind.DIAL;
            // It follows from a follow-up, a call record or a verdict, which has a line of its own.
            case "refunded" -> null;
            // A person is erased once; what that does to each lead, and who looks at contacts, the campaign does not
            // ask for.
            case "erased", "revealed" -> null;
            // A file was sent once; what it does to each lead nobody asked for.
            case "imported" -> null;
            // Of a delivery, which is answered before; TouchCheck compares them.
            case "merged" -> null;
            default -> null;
        };
    }

    /** Requests and lines with the same subject may belong together. "The next lead" is of any lead. */
    static String subject(Intent intent) {
        return subject(intent.kind(), intent.actor(), intent.target(), intent.lead());
    }

    /** Null for what the server does by itself. */
    static String subject(Truth.Line line) {
        Intent.Kind kind = kind(line);
        return kind == null ? null : subject(kind, line.actor(), line.agent(), line.lead());
    }

    private static String subject(Intent.Kind kind, String actor, String target, long lead) {
        return switch (kind) {
            case CLAIM -> "CLAIM by " + actor;
            case ASSIGN -> "ASSIGN by " + actor + " to " + target + " of " + lead;
            default -> kind + " by " + actor + " of " + lead;
        };
    }
}
