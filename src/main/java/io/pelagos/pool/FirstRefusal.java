package io.pelagos.pool;

import io.pelagos.team.Document;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A while in which only who had a lead last may claim it.
 *
 * @param team the whole team of the one who had it
 * @param beatsCooldown whether cooldown does not count for them meanwhile
 */
public record FirstRefusal(boolean team, Duration time, boolean beatsCooldown) {
    private static final Duration LONGEST = Duration.ofDays(366);

    static @Nullable FirstRefusal in(Document pool) {
        return pool.object("first_refusal", FirstRefusal::read);
    }

    private static FirstRefusal read(Document document) {
        Duration time = document.duration("time", LONGEST);
        if (time == null && !document.has("time")) {
            document.fault("time", "is required");
        }
        return new FirstRefusal(
                document.choice("for", List.of("previous_owner", "team"), null).equals("team"),
                time == null ? LONGEST : time,
                document.flag("beats_cooldown", false));
    }
}
