package io.pelagos.channel;

import io.pelagos.lead.Facts;
import io.pelagos.lead.LeadState;
import io.pelagos.recycling.CleanUp;
import io.pelagos.team.Document;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * When a lead is one that is there already, and what becomes of it then.
 *
 * @param by each of these alone makes two leads the same; the first that is found decides
 * @param withinChannel only leads of the same channel are the same
 * @param closed by the reason for which the old lead was closed
 * @param acceptAfter so long after the old lead last changed it is a new one, whatever else is said; never after
 *     {@code do_not_contact}; null: never
 * @param raise whether a pooled lead that comes again goes before the others of its pool
 */
public record Dedupe(
        List<List<SameBy>> by,
        boolean withinChannel,
        Then pooled,
        Then owned,
        Then won,
        Map<String, Then> closed,
        @Nullable Duration acceptAfter,
        boolean raise) {
    /** What makes leads the same. */
    public enum SameBy {
        EXTERNAL_ID,
        PHONE,
        EMAIL,
        WECHAT,
        NAME,
        COMPANY;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What becomes of a lead that is there already. */
    public enum Then {
        /** A touch of the old lead: it is raised, its owner is told, it is reopened, as it is. */
        MERGE,
        /** A touch that changes nothing but the old lead's journal. */
        KEEP,
        /** Nothing is stored. */
        REFUSE,
        /** A new lead. */
        ACCEPT
    }

    private static final int KEYS_MAX = 10;
    private static final Duration LONGEST = Duration.ofDays(3_660);
    private static final List<String> KEYS = List.of("external_id", "phone", "email", "wechat", "name", "company");
    private static final List<List<SameBy>> USUAL_KEYS = List.of(List.of(SameBy.EXTERNAL_ID), List.of(SameBy.PHONE));
    private static final Map<String, Then> USUAL_CLOSED = Map.of(
            "invalid",
            Then.KEEP,
            "unreachable",
            Then.MERGE,
            "stale",
            Then.MERGE,
            "not_target",
            Then.MERGE,
            "duplicate",
            Then.KEEP,
            "lost",
            Then.MERGE,
            Facts.DO_NOT_CONTACT,
            Then.KEEP);

    /** Of channels that say nothing about it. */
    static final Dedupe USUAL =
            new Dedupe(USUAL_KEYS, false, Then.MERGE, Then.MERGE, Then.MERGE, USUAL_CLOSED, null, true);

    /** Of leads that somebody enters, by a channel that says nothing about it: whoever asks is told that they are there. */
    static final Dedupe BY_HAND = new Dedupe(
            USUAL_KEYS,
            false,
            Then.REFUSE,
            Then.REFUSE,
            Then.REFUSE,
            CleanUp.REASONS.stream().collect(Collectors.toUnmodifiableMap(reason -> reason, reason -> Then.REFUSE)),
            null,
            false);

    /** Field {@code dedupe} of a channel; null when it says nothing. */
    static @Nullable Dedupe in(Document channel) {
        return channel.object("dedupe", Dedupe::read);
    }

    private static @Nullable Dedupe read(Document document) {
        if (document.names().isEmpty()) {
            return null;
        }
        List<List<SameBy>> by = keys(document);
        return new Dedupe(
                by.isEmpty() ? USUAL_KEYS : by,
                document.choice("within", List.of("tenant", "channel"), "tenant")
                        .equals("channel"),
                then(document, "pooled", "merge"),
                then(document, "owned", "touch"),
                then(document, "won", "touch"),
                Objects.requireNonNullElse(document.object("closed", Dedupe::closed), USUAL_CLOSED),
                document.duration("accept_after", LONGEST),
                document.flag("raise", true));
    }

    private static Then then(Document document, String name, String usual) {
        String word = document.choice(name, List.of(usual, "refuse", "accept"), usual);
        return word.equals(usual) ? Then.MERGE : Then.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Map<String, Then> closed(Document document) {
        Map<String, Then> closed = new HashMap<>(USUAL_CLOSED);
        for (String reason : CleanUp.REASONS) {
            if (document.has(reason)) {
                String word = document.choice(reason, List.of("reopen", "keep", "accept", "refuse"), null);
                closed.put(reason, word.equals("reopen") ? Then.MERGE : Then.valueOf(word.toUpperCase(Locale.ROOT)));
            }
        }
        return Map.copyOf(closed);
    }

    private static List<List<SameBy>> keys(Document document) {
        Object value = document.anything("by");
        if (value == null) {
            return List.of();
        } else if (!(value instanceof JsonArray list) || list.isEmpty() || list.size() > KEYS_MAX) {
            document.fault("by", "must be a list of 1 to " + KEYS_MAX + " fields, or lists of fields");
            return List.of();
        } else {
            Set<List<SameBy>> keys = new LinkedHashSet<>();
            for (int i = 0; i < list.size(); i++) {
                Object item = list.getValue(i);
                List<SameBy> key = item instanceof JsonArray several ? several(several) : one(item);
                if (key.isEmpty()) {
                    document.fault(
                            "by/" + i,
                            "must be external_id, phone, email, wechat, or a list of 2 to 4 of"
                                    + " phone, email, wechat, name, company");
                } else if (!keys.add(key)) {
                    document.fault("by/" + i, "is there twice");
                }
            }
            return List.copyOf(keys);
        }
    }

    /** A name alone is many people's. */
    private static List<SameBy> one(@Nullable Object item) {
        boolean alone = item instanceof String text && KEYS.indexOf(text) >= 0 && KEYS.indexOf(text) < 4;
        return alone ? List.of(SameBy.values()[KEYS.indexOf(item)]) : List.of();
    }

    /** In one order, whatever order they are written in: equal keys are equal hashes. */
    private static List<SameBy> several(JsonArray items) {
        Set<Integer> places = new HashSet<>();
        for (Object item : items) {
            places.add(item instanceof String text ? KEYS.indexOf(text) : -1);
        }
        boolean fits = places.size() == items.size() && places.size() >= 2 && places.size() <= 4;
        List<SameBy> keys = new ArrayList<>();
        for (int i = 1; fits && i < KEYS.size(); i++) {
            if (places.contains(i)) {
                keys.add(SameBy.values()[i]);
            }
        }
        return keys.size() == places.size() ? List.copyOf(keys) : List.of();
    }

    /**
     * What is to be known of the lead that is there.
     *
     * @param closedReason null unless it is closed
     * @param partial whether only an update of it has come
     */
    record Old(LeadState state, boolean won, @Nullable String closedReason, long changedAtMillis, boolean partial) {}

    /** What becomes of a lead when this one is there. */
    Then decide(Old old, long nowMillis) {
        boolean unwanted = Facts.DO_NOT_CONTACT.equals(old.closedReason);
        if (acceptAfter != null && !unwanted && nowMillis - old.changedAtMillis >= acceptAfter.toMillis()) {
            return Then.ACCEPT;
        } else if (old.state == LeadState.CLOSED) {
            return closed.getOrDefault(String.valueOf(old.closedReason), Then.KEEP);
        } else if (old.won) {
            return won;
        }
        return old.state == LeadState.OWNED ? owned : pooled;
    }
}
