package io.pelagos.faults;

import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a webhook is told: each line of its types at least once, as the journal has it, a lead's lines in order. */
final class WebhookCheck {

    /** The types that the campaign's webhook wants. */
    static final Set<String> TYPES =
            Set.of("claimed", "assigned", "transferred", "followed_up", "won", "closed", "recycled");

    private static final String PROMISE = "webhooks";

    private WebhookCheck() {}

    /** @param truth as it was when the messages had come, or later */
    static void check(Truth truth, List<Inbox.Message> messages, Findings findings) {
        Map<Told.Step, Truth.Line> lines = Told.steps(truth);
        Map<Told.Step, Inbox.Message> first = new HashMap<>();
        Map<Long, Integer> newest = new TreeMap<>();
        for (Inbox.Message message : messages) {
            Told.Step step = step(message);
            findings.must(message.signed(), PROMISE, "a message is not signed", () -> "" + message);
            findings.must(
                    fits(lines.get(step), message),
                    PROMISE,
                    "a message says what the journal does not",
                    () -> message + " but " + lines.get(step));
            Inbox.Message before = first.putIfAbsent(step, message);
            if (before == null) {
                int last = newest.getOrDefault(step.lead(), 0);
                findings.must(
                        step.version() > last,
                        PROMISE,
                        "a lead's messages are out of order",
                        () -> message + " came after version " + last);
                newest.merge(step.lead(), step.version(), Math::max);
            } else {
                boolean same =
                        before.id().equals(message.id()) && before.event().equals(message.event());
                findings.must(same, PROMISE, "a repeat differs", () -> before + " then " + message);
            }
        }
    }

    /** @param truth as it was before there was time to tell everything */
    static void complete(Truth truth, List<Inbox.Message> messages, Findings findings) {
        missing(truth, messages).forEach(line -> findings.add(PROMISE, "an event was never told", line.describe()));
    }

    static List<Truth.Line> missing(Truth truth, List<Inbox.Message> messages) {
        Set<Told.Step> told = messages.stream().map(WebhookCheck::step).collect(Collectors.toSet());
        return truth.journal().stream()
                .filter(line ->
                        TYPES.contains(line.type()) && !told.contains(new Told.Step(line.lead(), line.version())))
                .toList();
    }

    private static Told.Step step(Inbox.Message message) {
        return new Told.Step(message.lead(), message.event().path("version").asInt());
    }

    private static boolean fits(Truth.Line line, Inbox.Message message) {
        return line != null
                && TYPES.contains(line.type())
                && message.event().path("type").asText().equals(line.type())
                && message.event().path("hash").asText().equals(HexFormat.of().formatHex(line.hash()))
                && Instant.parse(message.event().path("at").asText()).toEpochMilli() == line.atMillis()
                && message.event().path("from").equals(line.json().path("from"))
                && message.event().path("to").equals(line.json().path("to"));
    }
}
