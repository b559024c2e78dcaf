package io.pelagos.channel;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What of a channel's {@link Pull} could not work as it says; see {@link ChannelCheck}. */
final class PullCheck {
    private static final Pattern PLACE = Pattern.compile("\\{([a-z_]+)}");
    private static final Set<String> PLACES =
            Set.of("from", "to", "page", "page_size", "token", "secret", "timestamp", "nonce", "path");
    /** What there is only when something is signed. */
    private static final Set<String> SIGNED = Set.of("signature", "signed_list");
    /** What HTTP itself says. */
    private static final Set<String> TAKEN =
            Set.of("host", "connection", "content-length", "transfer-encoding", "expect", "upgrade");

    private static final String ONLY =
            "may hold only {from}, {to}, {page}, {page_size}, {token}, {secret}, {timestamp},"
                    + " {nonce}, {path}, {signature} and {signed_list}";

    private final Pull pull;
    private final BiConsumer<String, String> faults;

    /** @param faults takes a setting of the pull, and what is wrong with it */
    PullCheck(Pull pull, BiConsumer<String, String> faults) {
        this.pull = pull;
        this.faults = faults;
    }

    void check() {
        Set<String> known = new HashSet<>(PLACES);
        places("signed", pull.signed(), known);
        if (!pull.signed().isEmpty()) {
            known.addAll(SIGNED);
        }
        places("url", pull.url(), known);
        body("body", pull.body(), known);
        pull.headers().forEach((name, text) -> {
            places("headers/" + name, text, known);
            header(name, text);
        });
        if (!JsonPath.isPath(pull.list())) {
            faults.accept("list", ChannelCheck.NO_PATH);
        }
        if (!formats(pull.timeFormat())) {
            faults.accept("time_format", "must be seconds, millis or a pattern of date and time without a zone's name");
        }
    }

    private void places(String name, String text, Set<String> known) {
        Matcher place = PLACE.matcher(text);
        boolean strange = false;
        boolean unsigned = false;
        while (place.find()) {
            boolean signature = SIGNED.contains(place.group(1));
            strange |= !known.contains(place.group(1)) && !signature;
            unsigned |= !known.contains(place.group(1)) && signature;
        }
        if (strange) {
            faults.accept(name, ONLY);
        } else if (unsigned) {
            faults.accept(name, "has a place for a signature, but signed says nothing");
        }
    }

    private void body(String at, @Nullable Object template, Set<String> known) {
        if (template instanceof JsonObject object) {
            for (Map.Entry<String, Object> field : object) {
                body(at, field.getValue(), known);
            }
        } else if (template instanceof JsonArray array) {
            array.forEach(item -> body(at, item, known));
        } else if (template instanceof String text) {
            places(at, text, known);
        }
    }

    private void header(String name, String text) {
        String small = name.toLowerCase(Locale.ROOT);
        if (TAKEN.contains(small) || (small.equals("content-type") && pull.body() != null)) {
            faults.accept("headers/" + name, "is the server's to say");
        } else if (!text.chars().allMatch(c -> c >= ' ' && c < 127)) {
            faults.accept("headers/" + name, "must be visible ASCII in one line");
        }
    }

    /** Some patterns can be read, and ask for what a point in time does not have. */
    private static boolean formats(String format) {
        try {
            return format.equals("seconds")
                    || format.equals("millis")
                    || !DateTimeFormatter.ofPattern(format, Locale.ROOT)
                            .format(Instant.EPOCH.atOffset(ZoneOffset.ofHours(8)))
                            .isEmpty();
        } catch (DateTimeException | IllegalArgumentException e) {
            return false;
        }
    }
}
