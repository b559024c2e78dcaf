package io.pelagos.month;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

/**
 * The rules of the simulated call centre: written here once, told to the server as a pool, and applied by the checker.
 *
 * @param claimsPerDay per agent and day of {@code zone}
 * @param heldMax won and nurtured leads count too
 * @param silentGrades the grades that the rule about silence is for, as long as the lead is not won
 */
record Policy(
        ZoneId zone,
        int claimsPerDay,
        int heldMax,
        Duration cooldown,
        Duration firstContact,
        Duration silence,
        Duration warning,
        Set<String> silentGrades) {

    static final String POOL = "leads";
    static final String FIRST_CONTACT = "first contact";
    static final String SILENCE = "silence";
    static final List<String> GRADES = List.of("A", "B", "C", "D");

    static final Policy USUAL = new Policy(
            ZoneId.of("Asia/Shanghai"),
            20,
            100,
            Duration.ofDays(7),
            Duration.ofHours(48),
            Duration.ofDays(15),
            Duration.ofDays(7),
            Set.of("C", "D"));

    /** The body of {@code POST /pools}. */
    ObjectNode pool() {
        ObjectNode pool = Wire.object().put("id", POOL).put("name", "Leads").put("order", "fifo");
        pool.putObject("members").put("everyone", true);
        pool.putArray("quotas")
                .addObject()
                .put("per", "agent")
                .put("window", "day")
                .put("max", claimsPerDay);
        pool.putObject("owned").put("max", heldMax).put("count_won", true).put("count_nurtured", true);
        pool.putObject("cooldown").put("agent", cooldown.toString());
        pool.putObject("locks").put("max_per_agent", 3);
        pool.put("attribution", "first_claimer");
        ArrayNode rules = pool.putArray("recycle");
        rules.addObject()
                .put("name", FIRST_CONTACT)
                .put("trigger", "no_first_contact")
                .put("after", firstContact.toString());
        ObjectNode silent = rules.addObject()
                .put("name", SILENCE)
                .put("trigger", "no_followup")
                .put("after", silence.toString());
        ObjectNode filter = silent.putObject("applies_to").put("won", false);
        silentGrades.stream().sorted().forEach(filter.putArray("grades")::add);
        silent.putArray("warn_before").add(warning.toString());
        return pool;
    }
}
