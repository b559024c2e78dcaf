package io.pelagos.team;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking.
 *
 * @param id the agent's id, or "operator"
 * @param tenant null for an operator
 * @param scopes what a token is limited to, such as {@code leads:read}; empty for everything its role may do
 */
public record Principal(
        String id,
        @Nullable String tenant,
        Role role,
        @Nullable String agent,
        @Nullable String team,
        Set<String> scopes) {
    /** Marks the bootstrap token, which is operator as well as admin of the demo. No issued token can hold it. */
    static final String OPERATOR_TOO = "operator";

    /** Marks a session that is good for choosing another password and for nothing else; no issued token can hold it. */
    public static final String PASSWORD_DUE = "password:due";

    /** Limits a token to nothing; no issued token can hold it. */
    public static final String NO_SCOPE = "none";

    /** What issued tokens may be limited to: a part of the API and a right. */
    public static final Pattern SCOPE = Pattern.compile("[a-z-]{1,30}:(read|write)");

    public boolean passwordDue() {
        return scopes.contains(PASSWORD_DUE);
    }

    public boolean operator() {
        return role == Role.OPERATOR || scopes.contains(OPERATOR_TOO);
    }

    /** Whether its token's scopes, if it has any, hold this one. */
    public boolean inScope(String scope) {
        return scopes.isEmpty() || scopes.contains(scope) || operator();
    }
}
