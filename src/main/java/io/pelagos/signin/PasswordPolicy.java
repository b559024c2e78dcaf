package io.pelagos.signin;

import io.pelagos.team.Agent;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which passwords may be chosen: long ones, of any kind, as NIST SP 800-63B recommends. */
public final class PasswordPolicy {
    public static final int MIN = 8;
    public static final int MAX = 200;

    private PasswordPolicy() {}

    /** What is wrong with a password, in words that follow its name; null for nothing. */
    public static @Nullable String fault(String password, String tenant, Agent agent) {
        int length = password.codePointCount(0, password.length());
        if (length < MIN || length > MAX || password.isBlank()) {
            return "must have " + MIN + " to " + MAX + " characters";
        }
        boolean guessed = Stream.of(tenant, agent.id(), agent.login(), agent.name())
                .anyMatch(known -> known.equalsIgnoreCase(password.strip()));
        return guessed ? "must not be the name, the login or the firm" : null;
    }
}
