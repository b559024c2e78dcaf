package io.pelagos.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.pelagos.faults.PoolRules.Recycle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One lead's life as its journal tells it, line by line: what rules, limits and counts look at. */
final class Life {

    static final long NEVER = Long.MAX_VALUE;

    static final String LOCK = "locked";
    static final String NURTURE = "nurtured";
    /** The owner is on leave. */
    static final String PAUSED = "paused";
    /** Reasons of what the server does by itself beside the pools' rules. */
    static final String SHIFT_END = "shift_end";

    static final String HOLDING_CAP = "holding_cap";

    /** A time in which clocks of rules stand still. */
    private record Pause(String why, long fromMillis, long untilMillis) {}

    private Truth.Line last;
    private long enteredAtMillis;
    private int rounds;
    private boolean won;
    private final List<Long> dials = new ArrayList<>();
    /** The team that had it last, for first refusal; null for none, or when its agent had not even called. */
    private String leftTeam;

    private final List<String> path = new ArrayList<>();

    // Of the present ownership:
    private long ownedSinceMillis;
    private String team;
    /** Versions that count to their times, and those that a supervisor has called fake. */
    private final Map<Integer, Long> followups = new TreeMap<>();

    private final Map<Integer, Long> fakes = new HashMap<>();

    private final List<Pause> pauses = new ArrayList<>();
    private final Map<String, Integer> extensions = new HashMap<>();
    private final Map<String, Long> moreMillis = new HashMap<>();
    private String warned = "";
    private long excessAtMillis;
    /** To a deputy, or back from one. */
    private boolean moved;

    static Life of(List<Truth.Line> lines, Rules rules) {
        Life life = new Life();
        lines.forEach(line -> life.add(line, rules));
        return life;
    }

    void add(Truth.Line line, Rules rules) {
        Truth.Place from = line.from();
        Truth.Place to = line.to();
        last = line;
        path.add(line.version() + " " + line.type() + " " + (to.owner() == null ? to.pool() : to.owner()));
        if (from.owner() != null && !from.owner().equals(to.owner())) {
            leave(line, rules);
        }
        if (to.owner() != null && !to.owner().equals(from.owner())) {
            ownedSinceMillis = line.atMillis();
            team = line.team();
        }
        boolean stays =
                "pooled".equals(from.state()) && to.pool() != null && to.pool().equals(from.pool());
        if ("pooled".equals(to.state()) && !stays) {
            enteredAtMillis = line.atMillis();
        }
        happen(line);
    }

    private void leave(Truth.Line line, Rules rules) {
        if ("pooled".equals(line.to().state())) {
            rounds++;
            PoolRules pool = rules.pool(line.from().pool());
            Recycle rule = pool == null || !line.type().equals("recycled") ? null : pool.rule(line.reason());
            boolean missed = rule != null && rule.trigger().equals(PoolRules.NO_FIRST_CONTACT)
                    || SHIFT_END.equals(line.reason());
            leftTeam = missed ? null : team;
        } else if ("closed".equals(line.to().state())) {
            // Should it be reopened, it is his who closed it.
            leftTeam = team;
        }
        followups.clear();
        fakes.clear();
        moved = lent(line);
        if (!moved) {
            pauses.clear();
        }
        extensions.clear();
        moreMillis.clear();
        warned = "";
        excessAtMillis = 0;
    }

    private void happen(Truth.Line line) {
        switch (line.type()) {
            case "followed_up" -> followups.put(line.version(), line.atMillis());
            case "reviewed" -> review(line.data());
            case LOCK, NURTURE, PAUSED -> pause(line.type(), line.atMillis(), until(line));
            case "extended" -> {
                extensions.merge(line.reason(), 1, Integer::sum);
                long by = Duration.parse(line.data().path("by").asText("PT0S")).toMillis();
                moreMillis.merge(line.reason(), by, Long::sum);
            }
            case "warned" -> {
                if (HOLDING_CAP.equals(line.reason())) {
                    excessAtMillis = deadline(line);
                } else {
                    warned = warning(line);
                }
            }
            case "won" -> won = true;
            case "dialled" -> dials.add(line.atMillis());
            case "moved" -> {
                if (Told.RULE.equals(line.actor())) {
                    // Nobody has wanted it, not even those who had it last.
                    leftTeam = null;
                }
            }
            default -> {}
        }
    }

    private void review(JsonNode data) {
        int version = data.path("followup").asInt();
        Long counted = followups.remove(version);
        Long fake = fakes.remove(version);
        if (counted != null || fake != null) {
            (data.path("verdict").asText().equals("fake") ? fakes : followups)
                    .put(version, counted == null ? fake : counted);
        }
    }

    /** Another of the same kind ends the one that runs. */
    private void pause(String why, long atMillis, long untilMillis) {
        pauses.replaceAll(pause -> pause.why.equals(why) && pause.untilMillis > atMillis
                ? new Pause(why, pause.fromMillis, atMillis)
                : pause);
        if (untilMillis > atMillis) {
            pauses.add(new Pause(why, atMillis, untilMillis));
        }
    }

    /** Whether a leave brings the lead to a deputy, or back: then what was agreed goes along. */
    static boolean lent(Truth.Line line) {
        return Told.LEAVE.equals(line.reason()) && "owned".equals(line.to().state());
    }

    /** What a lock or a nurture lasts until; 0 when it ended one. */
    static long until(Truth.Line line) {
        String until = line.data().path("until").asText("");
        return until.isEmpty() ? 0 : Instant.parse(until).toEpochMilli();
    }

    /** What a warning was about. */
    static String warning(Truth.Line line) {
        JsonNode data = line.data();
        return line.reason() + " " + data.path("deadline").asText() + " "
                + data.path("before").asText();
    }

    Truth.Line last() {
        return last;
    }

    Truth.Place place() {
        return last.to();
    }

    long enteredAtMillis() {
        return enteredAtMillis;
    }

    int rounds() {
        return rounds;
    }

    boolean won() {
        return won;
    }

    List<Long> dials() {
        return dials;
    }

    /** Versions, types, and whose or where the lead was then. */
    List<String> path() {
        return path;
    }

    String leftTeam() {
        return leftTeam;
    }

    /** A lead that a leave has moved need not be touched anew. */
    boolean untouched() {
        return followups.isEmpty() && !moved;
    }

    private long lastContact() {
        return followups.values().stream().mapToLong(at -> at).max().orElse(0);
    }

    String warned() {
        return warned;
    }

    /** What the owner was warned of; 0 for nothing. */
    long excessAtMillis() {
        return excessAtMillis;
    }

    /** The deadline that an event tells. */
    static long deadline(Truth.Line line) {
        return Instant.parse(line.data().path("deadline").asText("1970-01-01T00:00:00Z"))
                .toEpochMilli();
    }

    boolean standsStill(long atMillis) {
        return pauses.stream().anyMatch(pause -> pause.fromMillis <= atMillis && pause.untilMillis > atMillis);
    }

    int extensions(String rule) {
        return extensions.getOrDefault(rule, 0);
    }

    /** When the lock or nurture that runs at a time ends; 0 for none. */
    long stoppedUntil(String why, long atMillis) {
        return pauses.stream()
                .filter(pause -> pause.why.equals(why) && pause.fromMillis <= atMillis)
                .mapToLong(Pause::untilMillis)
                .filter(until -> until > atMillis)
                .max()
                .orElse(0);
    }

    /** When the rule takes the owned lead back, its filter apart; {@link #NEVER} when it waits for nothing. */
    long due(Recycle rule) {
        long contact = lastContact();
        long start =
                switch (rule.trigger()) {
                    case PoolRules.MAX_HOLD -> ownedSinceMillis;
                    case PoolRules.NO_FIRST_CONTACT -> contact > 0 ? NEVER : ownedSinceMillis;
                    case PoolRules.NO_FOLLOWUP -> Math.max(ownedSinceMillis, contact);
                    default -> throw new IllegalArgumentException("no trigger " + rule.trigger());
                };
        if (start == NEVER) {
            return NEVER;
        }
        List<Pause> standing = rule.trigger().equals(PoolRules.MAX_HOLD) ? List.of() : pauses;
        long end = end(start, rule.afterMillis(), standing);
        return end(end, moreMillis.getOrDefault(rule.name(), 0L), standing);
    }

    /** The end of a time that runs only while no pause does; two pauses at once count once. */
    private static long end(long start, long millis, List<Pause> pauses) {
        List<Pause> sorted = new ArrayList<>(pauses);
        sorted.sort(Comparator.comparingLong(Pause::fromMillis));
        long end = start + millis;
        long counted = start;
        for (Pause pause : sorted) {
            long from = Math.max(pause.fromMillis, counted);
            if (pause.untilMillis > from && from <= end) {
                end += pause.untilMillis - from;
                counted = pause.untilMillis;
            }
        }
        return end;
    }

    /** When rules without a filter do something with the lead where it is now; {@link #NEVER} for never. */
    long due(Rules rules) {
        PoolRules pool = rules.pool(place().pool());
        if (pool == null) {
            return NEVER;
        } else if (place().owner() != null) {
            return pool.recycle().stream()
                    .filter(rule -> rule.grade() == null)
                    .mapToLong(this::due)
                    .min()
                    .orElse(NEVER);
        }
        long stale =
                pool.stale() == null ? NEVER : enteredAtMillis + pool.stale().afterMillis();
        return pool.roundsMax() > 0 && rounds >= pool.roundsMax() ? enteredAtMillis : stale;
    }
}
