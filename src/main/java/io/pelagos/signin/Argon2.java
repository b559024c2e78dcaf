package io.pelagos.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords with Argon2id (RFC 9106), in PHC form: {@code $argon2id$v=19$m=19456,t=2,p=1$salt$hash}. Each hash
 * carries its cost, so that the cost can be raised later. Slow by intent, and blocks: never on an event loop.
 */
final class Argon2 {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,3}),p=([0-9]{1,2})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What a hash costs. */
    record Cost(int memoryKib, int iterations, int lanes) {
        /** The least that OWASP's Password Storage Cheat Sheet asks for: bearable for a node of two cores. */
        static final Cost USUAL = new Cost(19_456, 2, 1);
    }

    private final Cost cost;
    /** As many as have worked at once: kept, as so much garbage would make the collector stop everybody. */
    private final ConcurrentLinkedQueue<Argon2BytesGenerator.BlockPool> memory = new ConcurrentLinkedQueue<>();

    Argon2(Cost cost) {
        this.cost = cost;
    }

    String hash(String password) {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + cost.memoryKib + ",t=" + cost.iterations + ",p=" + cost.lanes + "$"
                + base64.encodeToString(salt) + "$" + base64.encodeToString(hash(cost, salt, password, HASH_BYTES));
    }

    /** False also for what is no hash. */
    boolean matches(String password, String stored) {
        Matcher phc = PHC.matcher(stored);
        if (!phc.matches()) {
            return false;
        }
        byte[] expected = Base64.getDecoder().decode(phc.group(5));
        byte[] salt = Base64.getDecoder().decode(phc.group(4));
        return MessageDigest.isEqual(expected, hash(costOf(phc), salt, password, expected.length));
    }

    /** Whether it should be hashed again when the password is known. */
    boolean outdated(String stored) {
        Matcher phc = PHC.matcher(stored);
        return !phc.matches() || !costOf(phc).equals(cost);
    }

    private static Cost costOf(Matcher phc) {
        return new Cost(Integer.parseInt(phc.group(1)), Integer.parseInt(phc.group(2)), Integer.parseInt(phc.group(3)));
    }

    private byte[] hash(Cost with, byte[] salt, String password, int bytes) {
        Argon2BytesGenerator.@Nullable BlockPool known = with.equals(cost) ? memory.poll() : null;
        Argon2BytesGenerator.BlockPool blocks = known != null
                ? known
                : new Argon2BytesGenerator.FixedBlockPool(
                        Argon2BytesGenerator.getBlockCount(with.memoryKib, with.lanes));
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(with.memoryKib)
                .withIterations(with.iterations)
                .withParallelism(with.lanes)
                .withSalt(salt)
                .withBlockPool(blocks)
                .build());
        byte[] hash = new byte[bytes];
        // One password can be typed as different characters that look the same; NIST SP 800-63B asks to level them.
        generator.generateBytes(
                Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8), hash);
        if (with.equals(cost)) {
            memory.add(blocks);
        }
        return hash;
    }
}
