package io.pelagos.journal;

import java.util.List;

/**
 * One request to change leads, before it is decided.
 *
 * @param requestId unique, given by the node
 * @param configVersion the tenant's configuration under which the policy was made
 * @param key hash of tenant, principal and Idempotency-Key in hex, or empty
 * @param body hash of method, path and body in hex, or empty
 * @param policy JSON that the script reads once per call; the same text for requests under the same limits
 * @param arguments the decision's own, as its script describes them; no tabs in them, nor in {@code actor}
 * @param background true for work that waits behind people
 */
public record Proposal(
        Decision decision,
        long requestId,
        int tenant,
        long configVersion,
        String key,
        String body,
        String actor,
        String policy,
        List<String> arguments,
        boolean background) {

    /**
     * Characters of one outbox entry's own part: a lead's attributes, 20,000 characters of three bytes, sealed and in
     * Base64, and room for the rest.
     */
    private static final int CHARACTERS_MAX = 128 << 10;

    public Proposal {
        if (actor.indexOf('\t') >= 0 || arguments.stream().anyMatch(argument -> argument.indexOf('\t') >= 0)) {
            throw new IllegalArgumentException("a tab would end a field of the script's call");
        }
    }

    /** Whether its entry would burden the script's call and the outbox for all others. */
    boolean tooLarge() {
        int characters = 0;
        for (String argument : arguments) {
            characters += argument.length();
        }
        return characters > CHARACTERS_MAX;
    }

    /** The lead that was chosen, empty when the script chooses, or none is wanted. */
    String lead() {
        String lead = arguments.get(decision.leadAt());
        return lead.equals(Steps.NO_LEAD) ? "" : lead;
    }
}
