package io.pelagos.channel.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.BadDelivery;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter.Reading;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.JsonBody;
import io.pelagos.channel.JsonPath;
import io.pelagos.channel.Proof;
import io.pelagos.channel.Secrets;
import io.pelagos.channel.Values;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether a delivery comes from who knows the channel's secret. */
public final class ProofCheck {
    private static final String SCHEME = "Basic ";
    private static final String USUAL_HEADER = "X-Pelagos-Secret";

    private final Proof proof;
    private final Credentials secrets;
    private final @Nullable String secret;
    private final Delivery delivery;
    private boolean proven;

    ProofCheck(Proof proof, Credentials secrets, Delivery delivery) {
        this.proof = proof;
        this.secrets = secrets;
        this.secret = secrets.secret();
        this.delivery = delivery;
    }

    /** Reads a body that is proven to come from the platform. */
    @FunctionalInterface
    public interface BodyReader {
        /**
         * The reading; throws {@link BadDelivery}.
         *
         * @param taken exact paths of what proved it, which is not kept; may be added to
         * @param message what the sender calls this delivery, proven; null when it does not
         */
        Reading read(ObjectNode body, Set<String> taken, @Nullable String message);
    }

    /** Reads a delivery: size, proof, body, and proof by the body, in this order. */
    public static Reading read(
            Channel channel,
            Credentials secrets,
            Delivery delivery,
            Function<Delivery, ObjectNode> parser,
            BodyReader reader) {
        ProofCheck check = new ProofCheck(channel.proof(), secrets, delivery);
        try {
            JsonBody.checkSize(delivery.body());
            // Before the body is parsed, where that is possible: strangers get no work done.
            if (!check.bySender()) {
                return refused();
            }
            ObjectNode body = parser.apply(delivery);
            Set<String> taken = new HashSet<>();
            return check.byBody(body, taken) ? reader.read(body, taken, check.message()) : refused();
        } catch (BadDelivery bad) {
            return bad.refused(check.proven);
        }
    }

    private static Reading refused() {
        return new Reading.Refused(401, "the signature or secret is missing or wrong");
    }

    /** False when headers, query or raw bytes show that it is a stranger; true may still leave it to the body. */
    boolean bySender() {
        proven = delivery.proven()
                || switch (proof.kind()) {
                    case NONE -> true;
                    case STANDARD_WEBHOOKS -> StandardWebhooks.valid(secret, delivery);
                    case SIGNATURE -> !leftToBody() && signed(null);
                    case BASIC -> Secrets.equal(pair(), basic());
                    case SHARED -> !leftToBody() && Secrets.equal(secret, shared());
                    case USUAL -> usual();
                };
        return proven || leftToBody();
    }

    private boolean leftToBody() {
        return switch (proof.kind()) {
            case SHARED -> proof.place() == Proof.Place.BODY;
            case SIGNATURE -> proof.signature() != null && proof.signature().readsBody();
            case USUAL -> !StandardWebhooks.isSecret(secret);
            case NONE, BASIC, STANDARD_WEBHOOKS -> false;
        };
    }

    /** Looks for what only the body can tell, and takes a shared secret out of what is kept. */
    boolean byBody(ObjectNode body, Set<String> taken) {
        if (!leftToBody()) {
            return proven;
        }
        if (proof.kind() == Proof.Kind.SIGNATURE) {
            proven = delivery.proven() || signed(body);
            return proven;
        }
        JsonPath.Found found = JsonPath.find(body, proof.name());
        // Of a delivery that was proven before, only the place of the secret is left.
        if (found != null && (delivery.proven() || Secrets.equal(secret, Values.text(found.node())))) {
            taken.add(found.at());
            proven = true;
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
                        || Secrets.equal(secret, delivery.query().get(proof.name()));
    }

    private @Nullable String shared() {
        return proof.place() == Proof.Place.QUERY
                ? delivery.query().get(proof.name())
                : delivery.headers().get(proof.name());
    }

    private @Nullable String pair() {
        byte[] pair = (proof.name() + ":" + secret).getBytes(StandardCharsets.UTF_8);
        return secret == null ? null : Base64.getEncoder().encodeToString(pair);
    }

    /** What follows the scheme, whose name may be written in any case. */
    private @Nullable String basic() {
        String header = delivery.headers().get("Authorization");
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : null;
    }

    private boolean signed(@Nullable ObjectNode body) {
        return proof.signature() != null && new SignatureCheck(proof.signature(), secrets, delivery, body).valid();
    }
}
