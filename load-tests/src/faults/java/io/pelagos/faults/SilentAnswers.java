package io.pelagos.faults;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * Some answers do not say which version of the lead they made: of a dial only the number comes back. Finds a line of
 * the journal for each, no line for two; afterwards they can be judged like all others.
 */
final class SilentAnswers {

    private static final long CLOCK_SLACK_MILLIS = 1_000;

    private SilentAnswers() {}

    /** All attempts of one wish that was granted. */
    private static final class Wish {
        private final Intent intent;
        private long firstAsked = Long.MAX_VALUE;
        private long firstTold = Long.MAX_VALUE;
        private Truth.Line line;

        Wish(Intent intent) {
            this.intent = intent;
        }

        boolean covers(long atMillis) {
            return line == null
                    && atMillis >= firstAsked - CLOCK_SLACK_MILLIS
                    && atMillis <= firstTold + CLOCK_SLACK_MILLIS;
        }
    }

    /** The history with a version in each answer for which there is a line. */
    static List<Operation> resolve(List<Operation> history, Truth truth) {
        Map<String, Wish> wishes = new HashMap<>();
        for (Operation op : history) {
            if (op.intent().kind().namesNoVersion()) {
                Wish wish = wishes.computeIfAbsent(Told.wish(op.intent()), w -> new Wish(op.intent()));
                wish.firstAsked = Math.min(wish.firstAsked, op.startMillis());
                if (op.ok() && !Told.changesNothing(op)) {
                    wish.firstTold = Math.min(wish.firstTold, op.endMillis());
                }
            }
        }
        Map<String, List<Wish>> granted = new HashMap<>();
        wishes.values().stream()
                .filter(wish -> wish.firstTold < Long.MAX_VALUE)
                .forEach(wish -> granted.computeIfAbsent(Told.subject(wish.intent), s -> new ArrayList<>())
                        .add(wish));
        Set<Long> remembered =
                truth.requests().stream().map(Truth.Request::transition).collect(Collectors.toSet());
        List<Truth.Line> left = new ArrayList<>(truth.journal());
        left.sort(Comparator.comparingLong(Truth.Line::atMillis));
        // Of two dials in one second the one with a key is the one that is remembered.
        match(granted, left, (wish, line) -> (wish.intent.key() != null) == remembered.contains(line.transition()));
        match(granted, left, (wish, line) -> true);
        return history.stream().map(op -> resolved(op, wishes)).toList();
    }

    /**
     * Each line, the oldest first, goes to the wish that can wait least: so that all get one if that is possible.
     *
     * @param lines those that are given away leave it
     */
    private static void match(
            Map<String, List<Wish>> granted, List<Truth.Line> lines, BiPredicate<Wish, Truth.Line> fits) {
        lines.removeIf(line -> {
            Optional<Wish> found = granted.getOrDefault(String.valueOf(Told.subject(line)), List.of()).stream()
                    .filter(wish -> wish.covers(line.atMillis()) && fits.test(wish, line))
                    .min(Comparator.comparingLong(wish -> wish.firstTold));
            found.ifPresent(wish -> wish.line = line);
            return found.isPresent();
        });
    }

    private static Operation resolved(Operation op, Map<String, Wish> wishes) {
        if (!op.ok() || !op.intent().kind().namesNoVersion() || Told.changesNothing(op)) {
            return op;
        }
        Truth.Line line = wishes.get(Told.wish(op.intent())).line;
        return line == null ? op : op.telling(List.of(new Answer.Told(line.lead(), line.version(), null, null, null)));
    }
}
