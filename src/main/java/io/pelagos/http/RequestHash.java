package io.pelagos.http;

import io.pelagos.team.Principal;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The two hashes of table {@code request}. Parts end with a NUL, which none of them can hold. */
final class RequestHash {
    private RequestHash() {}

    /** sha256(tenant ‖ principal ‖ key). */
    static byte[] key(Principal principal, String key) {
        MessageDigest digest = sha256();
        String tenant = principal.tenant();
        part(digest, tenant == null ? "" : tenant);
        part(digest, principal.id());
        part(digest, key);
        return digest.digest();
    }

    /** sha256(method ‖ path ‖ body). */
    static byte[] body(String method, String path, Buffer body) {
        MessageDigest digest = sha256();
        part(digest, method);
        part(digest, path);
        digest.update(body.getBytes());
        return digest.digest();
    }

    /** Of a request whose body is too large to be held: what is read into it next is the body. */
    static MessageDigest streamed(String method, String path, String query) {
        MessageDigest digest = sha256();
        part(digest, method);
        part(digest, path);
        part(digest, query);
        return digest;
    }

    private static void part(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
