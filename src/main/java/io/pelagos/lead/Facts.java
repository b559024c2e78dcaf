package io.pelagos.lead;

import java.util.List;

/**
 * Names in {@link LeadRow#facts()}: what rules, limits and order look at. Times are epoch milliseconds. What belongs
 * to the present ownership is gone when the lead leaves its owner; the rest stays.
 */
public final class Facts {
    public static final String GRADE = "grade";
    /** When the grade was changed last. */
    public static final String GRADED_AT = "graded_at";

    public static final String SCORE = "score";
    /** True when score and grade are those that the firm's scoring gives: they may be worked out anew. */
    public static final String SCORED = "scored";
    /** When it last came in again while it was in its pool: it goes before the others. */
    public static final String RAISED_AT = "raised_at";

    /** True as long as only an update of it has come: the platform's main delivery is still to add what it says. */
    public static final String PARTIAL = "partial";

    public static final String TAGS = "tags";
    public static final String CHANNEL = "channel";
    /** What it asks of an agent, see {@code Lane}. */
    public static final String LANE = "lane";
    /** The firm's own fields: name to value. */
    public static final String FIELDS = "fields";

    public static final String WON_AT = "won_at";
    /** The last deal. */
    public static final String DEAL_AT = "deal_at";
    /** The last deal, contract or payment. */
    public static final String BOUGHT_AT = "bought_at";

    public static final String CONTRACT_ENDS_AT = "contract_ends_at";
    /** Stage of the newest opportunity. */
    public static final String STAGE = "stage";

    public static final String INTENT = "intent";
    /** Follow-ups that are not void, ever. */
    public static final String FOLLOWUPS_EVER = "followups_ever";
    /** Outcome to how often, ever, of follow-ups that are not void. */
    public static final String OUTCOMES = "outcomes";

    public static final String LAST_OUTCOME = "last_outcome";
    /** The last follow-up that is not void, by whomever. */
    public static final String FOLLOWED_UP_AT = "followed_up_at";
    /** Times of the newest dials, oldest first. */
    public static final String DIALS = "dials";

    /** {@code {"version","by",…}}: the deal that waits for approval, the event that asked for it, and who did. */
    public static final String PENDING_DEAL = "pending_deal";

    /** What rules looked at before an owner changed it, until a supervisor approves, whoever has the lead by then. */
    public static final String UNAPPROVED = "unapproved";
    /** Since when that waits. */
    public static final String UNAPPROVED_AT = "unapproved_at";

    /** When it was opened again after it had been closed: the promise of a first contact begins anew. */
    public static final String REOPENED_AT = "reopened_at";
    /** Why it is closed. */
    public static final String CLOSED_REASON = "closed_reason";
    /** A {@link #CLOSED_REASON}: the customer's own wish. */
    public static final String DO_NOT_CONTACT = "do_not_contact";
    /** When all that was known of its person was erased: it stays closed, and nothing more happens to it. */
    public static final String ERASED_AT = "erased_at";
    /** True when it is closed only because its number is on the do-not-call list. */
    public static final String LISTED = "listed";

    /** Who had it last, for first refusal: {@code {"agent","team","missed"}}. */
    public static final String LEFT = "left";

    /** {@code {"entered","agent","until","asked":[…],"over"}}: whom it is offered to since it entered its pool then. */
    public static final String OFFER = "offer";
    /** Agent to when he asked for it, where claims need a supervisor's word. */
    public static final String WANTED = "wanted";
    /** For how many levels of its channel's promise about first contact the alarm was raised. */
    public static final String ESCALATED = "escalated";

    // Of the present ownership.

    /** {@code [{"version","at","outcome","seconds","proofs","call"}]}, oldest first: those that a rule may have to look at. */
    public static final String FOLLOWUPS = "followups";

    public static final String NEXT_AT = "next_at";
    /** For which next contact its owner has been reminded. */
    public static final String REMINDED = "reminded";

    public static final String NURTURE_UNTIL = "nurture_until";
    public static final String LOCKED_UNTIL = "locked_until";
    /** {@code [{"what","from","until"}]}: when clocks stood still; an open one has no end. */
    public static final String PAUSES = "pauses";

    public static final String OPPORTUNITY_AT = "opportunity_at";
    /** Rule to {@code {"times","days","millis"}}. */
    public static final String EXTENSIONS = "extensions";
    /** {@code {"rule","at","before"}}: the last warning given, before which deadline, and how long before it. */
    public static final String WARNED = "warned";
    /** When what rules look at was changed so that a deadline would have been over. */
    public static final String REGRADED_AT = "regraded_at";
    /** When it flows back as one too many; its owner was warned of that. */
    public static final String EXCESS_AT = "excess_at";
    /**
     * {@code {"leave","back"}}: lent to a deputy for a leave, or back from one. Neither has to prove that he works on it:
     * the ownership is new, the work is not.
     */
    public static final String DEPUTISED = "deputised";
    /** True when it came from another system with an owner who had worked on it: no first contact is owed. */
    public static final String MIGRATED = "migrated";
    /** Gone when the lead leaves its owner. */
    public static final List<String> OF_OWNERSHIP = List.of(
            FOLLOWUPS,
            NEXT_AT,
            REMINDED,
            NURTURE_UNTIL,
            LOCKED_UNTIL,
            PAUSES,
            OPPORTUNITY_AT,
            GRADED_AT,
            EXTENSIONS,
            WARNED,
            REGRADED_AT,
            EXCESS_AT,
            DEPUTISED,
            MIGRATED);

    /** What a lead is found by: rows of {@code lead_term} follow these; commit.sql names them too. */
    public static final List<String> OF_TERMS = List.of(TAGS, FIELDS, PENDING_DEAL, UNAPPROVED, WANTED);

    private Facts() {}
}
