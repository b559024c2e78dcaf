package io.pelagos.channel.linkedin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.Accepted;
import io.pelagos.channel.BadDelivery;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.FetchWanted;
import io.pelagos.channel.JsonBody;
import io.pelagos.channel.Replies;
import io.pelagos.channel.Secrets;
import io.pelagos.channel.Values;
import io.pelagos.channel.proof.ProofCheck;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * LinkedIn's lead gen forms: a delivery names a response and whether it was created or deleted; the data are fetched.
 * Format: learn.microsoft.com/linkedin/marketing/lead-sync/leadsync and /shared/api-guide/webhook-validation.
 */
public final class LinkedinAdapter implements ChannelAdapter {
    /**
     * Nothing else is signed for whoever asks: the same secret signs deliveries, and a signed text of his choice would
     * let him send us any.
     */
    private static final Pattern CHALLENGE = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private static final String RESPONSE = "leadGenFormResponse";
    private static final Pattern URN = Pattern.compile("urn:li:leadGenFormResponse:[A-Za-z0-9_-]{1,200}");

    @Override
    public Reading read(Channel channel, Credentials secrets, Delivery delivery) {
        return ProofCheck.read(
                channel, secrets, delivery, got -> JsonBody.object(got.body()), (body, taken, message) -> wanted(body));
    }

    @Override
    public Reply reply(List<Accepted> results) {
        Reply unhappy = Replies.unhappy(results);
        return unhappy == null ? Reply.json(200, "{}") : unhappy;
    }

    @Override
    public Reply handshake(Channel channel, Credentials secrets, Delivery question) {
        String code = question.query().get("challengeCode");
        String secret = secrets.secret();
        if (code == null || secret == null || !CHALLENGE.matcher(code).matches()) {
            return Replies.forbidden("challengeCode is no UUID");
        }
        byte[] answer =
                Secrets.hmacSha256(secret.getBytes(StandardCharsets.UTF_8), code.getBytes(StandardCharsets.UTF_8));
        JsonObject body = new JsonObject()
                .put("challengeCode", code)
                .put("challengeResponse", HexFormat.of().formatHex(answer));
        return Reply.json(200, body.encode());
    }

    private static Reading wanted(ObjectNode body) {
        String urn = Values.text(body.get(RESPONSE));
        if (urn == null || !URN.matcher(urn).matches()) {
            throw new BadDelivery(400, RESPONSE + " is no URN of a response");
        }
        String action = String.valueOf(Values.text(body.get("leadAction")));
        FetchWanted.Action wanted =
                switch (action) {
                    case "CREATED" -> FetchWanted.Action.CREATED;
                    case "DELETED" -> FetchWanted.Action.DELETED;
                    default -> throw new BadDelivery(400, "leadAction is neither CREATED nor DELETED");
                };
        JsonObject known = new JsonObject();
        keep(known, "form", body.get("leadGenForm"));
        keep(known, "lead_type", body.get("leadType"));
        for (String group : List.of("owner", "associatedEntity")) {
            for (Map.Entry<String, JsonNode> part : body.path(group).properties()) {
                keep(known, part.getKey(), part.getValue());
            }
        }
        JsonNode at = body.path("occurredAt");
        long atMillis = at.canConvertToLong() && at.asLong() > 0 && at.asLong() < 1L << 45 ? at.asLong() : 0;
        String id = urn.substring(urn.lastIndexOf(':') + 1);
        return new Reading.Fetches(List.of(new FetchWanted(id, wanted, atMillis, known)), List.of(), 0);
    }

    private static void keep(JsonObject known, String name, @Nullable JsonNode value) {
        String text = Values.text(value);
        if (text != null && text.length() <= FetchWanted.ID_MAX && name.length() <= 40 && known.size() < 20) {
            known.put(name, text);
        }
    }
}
