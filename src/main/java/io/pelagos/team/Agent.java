package io.pelagos.team;

import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who works with leads, or a machine that does.
 *
 * @param quotas overrides the pools' quotas per agent; a list like a pool's, which package pool reads
 * @param status active, suspended or left; only the active get in
 */
public record Agent(
        String id,
        String login,
        String name,
        Role role,
        @Nullable String team,
        List<String> skills,
        List<String> regions,
        List<String> languages,
        int seniority,
        @Nullable JsonArray quotas,
        String status) {
    /** Status of who may come in. */
    public static final String ACTIVE = "active";

    public static final Section<Agent> AGENT =
            new Section<>("agent", (id, json) -> Document.read(json, d -> read(id, d)));

    private static final Pattern LOGIN = Pattern.compile("[^\\s\\p{Cntrl}]{1,100}");

    public boolean active() {
        return status.equals(ACTIVE);
    }

    /** Whether leads may be given to this agent: machines, and who only looks or answers the phone, do not work them. */
    public boolean takesLeads() {
        return active() && role.worksLeads();
    }

    /** Whether it signs in with a password, or where its firm's people do; a machine has tokens. */
    public boolean person() {
        return role != Role.INTEGRATION;
    }

    /** Whether an active admin is there: without one nobody could change anything any more. */
    public static boolean administer(TenantConfig tenant) {
        return tenant.all(AGENT).values().stream().anyMatch(Agent::administers);
    }

    private boolean administers() {
        return active() && role == Role.ADMIN;
    }

    private static Agent read(String id, Document document) {
        return new Agent(
                id,
                document.text("login", LOGIN, "1 to 100 characters without spaces"),
                document.text("name", 200),
                Role.of(document.choice("role", Role.OF_AGENTS, "agent")),
                document.optionalId("team"),
                document.texts("skills", 100, 60),
                document.texts("regions", 100, 60),
                document.texts("languages", 30, 60),
                (int) document.integer("seniority", 0, 1000, 0),
                document.freeList("quotas", 20),
                document.choice("status", List.of(ACTIVE, "suspended", "left"), ACTIVE));
    }
}
