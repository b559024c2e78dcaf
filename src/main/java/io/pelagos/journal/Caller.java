package io.pelagos.journal;

import io.pelagos.team.TenantConfig;

/**
 * Who asks for a transition, under which configuration.
 *
 * @param config the tenant as the request found it; newer versions are taken from the directory
 * @param key hash of tenant, principal and Idempotency-Key in hex, or empty
 * @param body hash of method, path and body in hex, or empty
 */
public record Caller(TenantConfig config, String actor, String key, String body) {
    /** For a request that is repeated without harm by itself. */
    public Caller withoutKey() {
        return new Caller(config, actor, "", "");
    }

    /** The server itself, which repeats nothing. */
    public static Caller server(TenantConfig config, String actor) {
        return new Caller(config, actor, "", "");
    }
}
