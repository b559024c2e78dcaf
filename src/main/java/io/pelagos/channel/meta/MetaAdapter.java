package io.pelagos.channel.meta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.Accepted;
import io.pelagos.channel.BadDelivery;
import io.pelagos.channel.BadPart;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Meta's lead ads: a delivery holds ids alone, up to a thousand of them; the data are fetched. Format:
 * developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving and /docs/graph-api/webhooks.
 */
public final class MetaAdapter implements ChannelAdapter {
    /** The dashboard's test button sends this id, which nobody can fetch. */
    private static final String DASHBOARD_TEST = "444444444444";

    private static final int CHANGES_MAX = 1_000;
    private static final List<String> KNOWN = List.of("form_id", "page_id", "ad_id", "adgroup_id");

    @Override
    public Reading read(Channel channel, Credentials secrets, Delivery delivery) {
        return ProofCheck.read(
                channel, secrets, delivery, got -> JsonBody.object(got.body()), (body, taken, message) -> wanted(body));
    }

    @Override
    public Reply reply(List<Accepted> results) {
        Reply unhappy = Replies.unhappy(results);
        return unhappy == null ? new Reply(200, "text/plain; charset=utf-8", "EVENT_RECEIVED") : unhappy;
    }

    @Override
    public Reply handshake(Channel channel, Credentials secrets, Delivery question) {
        boolean known =
                Secrets.equal(secrets.get("verify_token"), question.query().get("hub.verify_token"));
        String challenge = question.query().get("hub.challenge");
        if (!known || challenge == null || !"subscribe".equals(question.query().get("hub.mode"))) {
            return Replies.forbidden("hub.verify_token is not the channel's credential verify_token");
        }
        return new Reply(200, "text/plain; charset=utf-8", challenge);
    }

    private static Reading wanted(ObjectNode body) {
        if (!body.path("entry").isArray()) {
            throw new BadDelivery(400, "entry is no list");
        }
        List<FetchWanted> wanted = new ArrayList<>();
        List<BadPart> bad = new ArrayList<>();
        int changes = 0;
        int tests = 0;
        for (JsonNode entry : body.path("entry")) {
            for (JsonNode change : entry.path("changes")) {
                if (++changes > CHANGES_MAX) {
                    throw new BadDelivery(413, "there are more than " + CHANGES_MAX + " changes");
                }
                if ("leadgen".equals(change.path("field").asText())) {
                    tests += add(entry, change, wanted, bad) ? 0 : 1;
                }
            }
        }
        return new Reading.Fetches(wanted, bad, tests);
    }

    /** False for a test. */
    private static boolean add(JsonNode entry, JsonNode change, List<FetchWanted> wanted, List<BadPart> bad) {
        JsonNode value = change.path("value");
        String id = Values.text(value.get("leadgen_id"));
        if (id == null || id.length() > FetchWanted.ID_MAX) {
            bad.add(new BadPart(change.toString(), "a change has no leadgen_id"));
            return true;
        }
        if (id.equals(DASHBOARD_TEST)) {
            return false;
        }
        JsonObject known = new JsonObject();
        for (String name : KNOWN) {
            String text = Values.text(value.get(name));
            if (text != null && text.length() <= FetchWanted.ID_MAX) {
                known.put(name, text);
            }
        }
        wanted.add(new FetchWanted(
                id, FetchWanted.Action.CREATED, seconds(value.get("created_time"), entry.get("time")) * 1_000, known));
        return true;
    }

    private static long seconds(@Nullable JsonNode first, @Nullable JsonNode second) {
        for (JsonNode time : new JsonNode[] {first, second}) {
            if (time != null && time.canConvertToLong() && time.asLong() > 0 && time.asLong() < 1L << 36) {
                return time.asLong();
            }
        }
        return 0;
    }
}
