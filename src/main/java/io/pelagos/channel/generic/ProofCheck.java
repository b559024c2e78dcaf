package io.pelagos.channel.generic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.JsonPath;
import io.pelagos.channel.Proof;
import io.pelagos.channel.Secrets;
import io.pelagos.channel.Values;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether a delivery comes from who knows the channel's secret. */
final class ProofCheck {
    private static final String USUAL_HEADER = "X-Pelagos-Secret";
    private static final String USUAL_NAME = "secret";

    private final Proof proof;
    private final @Nullable String secret;
    private final Delivery delivery;
    private boolean proven;

    ProofCheck(Proof proof, @Nullable String secret, Delivery delivery) {
        this.proof = proof;
        this.secret = secret;
        this.delivery = delivery;
    }

    /** False when headers, query or raw bytes show that it is a stranger; true may still leave it to the body. */
    boolean bySender() {
        boolean inBody = proof.kind() == Proof.Kind.SHARED && proof.place() == Proof.Place.BODY;
        proven = switch (proof.kind()) {
            case NONE -> true;
            case STANDARD_WEBHOOKS -> StandardWebhooks.valid(secret, delivery);
            case HMAC -> signed();
            case SHARED -> !inBody && Secrets.equal(secret, given());
            case USUAL -> usual();
        };
        boolean bodyMayTell = inBody || (proof.kind() == Proof.Kind.USUAL && !StandardWebhooks.isSecret(secret));
        return proven || bodyMayTell;
    }

    /** Looks for a shared secret in the body, and takes it out of what is kept. */
    boolean byBody(ObjectNode body, Set<String> taken) {
        boolean usual = proof.kind() == Proof.Kind.USUAL;
        if (!usual && !(proof.kind() == Proof.Kind.SHARED && proof.place() == Proof.Place.BODY)) {
            return proven;
        }
        JsonPath.Found found = JsonPath.find(body, usual ? USUAL_NAME : proof.name());
        if (found != null && Secrets.equal(secret, Values.text(found.node()))) {
            taken.add(found.at());
            return true;
        }
        return proven;
    }

    /** What the sender calls this delivery, if the signature covers it; once the proof has been given. */
    @Nullable
    String message() {
        boolean named = proof.kind() == Proof.Kind.STANDARD_WEBHOOKS
                || (proof.kind() == Proof.Kind.USUAL && StandardWebhooks.isSecret(secret));
        return named ? delivery.headers().get(StandardWebhooks.ID) : null;
    }

    private boolean usual() {
        return StandardWebhooks.isSecret(secret)
                ? StandardWebhooks.valid(secret, delivery)
                : Secrets.equal(secret, delivery.headers().get(USUAL_HEADER))
                        || Secrets.equal(secret, delivery.query().get(USUAL_NAME));
    }

    private @Nullable String given() {
        return proof.place() == Proof.Place.QUERY
                ? delivery.query().get(proof.name())
                : delivery.headers().get(proof.name());
    }

    /** HMAC-SHA256 of the raw body; {@code sha256=} before it is usual and means nothing more. */
    private boolean signed() {
        String header = delivery.headers().get(proof.name());
        if (header == null || secret == null) {
            return false;
        }
        String text = header.strip().replaceFirst("^sha256=", "");
        try {
            byte[] given = proof.base64()
                    ? Base64.getDecoder().decode(text)
                    : HexFormat.of().parseHex(text.toLowerCase(Locale.ROOT));
            byte[] expected = Secrets.hmacSha256(secret.getBytes(StandardCharsets.UTF_8), delivery.body());
            return MessageDigest.isEqual(expected, given);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
