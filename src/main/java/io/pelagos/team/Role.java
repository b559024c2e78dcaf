package io.pelagos.team;

import java.util.List;
import java.util.Locale;

/** What somebody may do. */
public enum Role {
    OPERATOR,
    ADMIN,
    MANAGER,
    SUPERVISOR,
    AGENT,
    INTEGRATION,
    MARKETER,
    AUDITOR,
    SERVICE;

    /** The roles that an agent's document may name. */
    static final List<String> OF_AGENTS =
            List.of("agent", "supervisor", "manager", "admin", "integration", "marketer", "auditor", "service");

    /** Whether leads can be its to work. */
    public boolean worksLeads() {
        return switch (this) {
            case ADMIN, MANAGER, SUPERVISOR, AGENT -> true;
            case OPERATOR, INTEGRATION, MARKETER, AUDITOR, SERVICE -> false;
        };
    }

    /** The name that the API shows. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Role of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
