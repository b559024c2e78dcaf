package io.pelagos.channel;

import static io.pelagos.channel.Deliveries.AT_MILLIS;
import static io.pelagos.channel.Deliveries.bytes;
import static io.pelagos.channel.Deliveries.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.ChannelAdapter.Reading;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What every adapter has to do with what its platform sends. A platform that cannot send some case overrides its test
 * and says why with {@link #cannotBe}.
 */
public abstract class AdapterContract {
    protected static final String SECRET = "s3cret";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> BEYOND_DOUBLES =
            List.of("9007199254740993", "7300000000000000001", "18446744073709551617");

    protected final ChannelAdapter adapter;
    protected final Channel channel;

    protected AdapterContract(ChannelAdapter adapter, String type, JsonObject settings) {
        this.adapter = adapter;
        this.channel = Deliveries.channel(type, settings);
    }

    /** A whole body with one lead of this id, the id as a text. */
    protected abstract String body(String id);

    /** The body as the platform would send it at that time, with its proof. */
    protected abstract Delivery proven(byte[] body, long atMillis);

    /** The same with a proof that is not the platform's. */
    protected abstract Delivery forged(byte[] body);

    /** Where in {@link #body} the lead's own fields are; as a JSON pointer. */
    protected String leadAt() {
        return "";
    }

    protected Credentials secrets() {
        return new Credentials(channel.secret() == null ? null : SECRET, Map.of("token", "t0ken"));
    }

    protected static void cannotBe(String why) {
        Assumptions.abort(why);
    }

    protected Reading read(Delivery delivery) {
        return adapter.read(channel, secrets(), delivery);
    }

    protected Reading read(String body) {
        return read(proven(bytes(body), AT_MILLIS));
    }

    /** The ids of what was read, as the platform knows them. */
    protected static List<String> ids(Reading reading) {
        if (reading instanceof Reading.Leads leads) {
            return leads.leads().stream().map(LeadDraft::externalId).toList();
        }
        if (reading instanceof Reading.Fetches fetches) {
            return fetches.wanted().stream().map(FetchWanted::id).toList();
        }
        throw new AssertionError("refused: " + reading);
    }

    protected static List<BadPart> bad(Reading reading) {
        return reading instanceof Reading.Leads leads ? leads.bad() : ((Reading.Fetches) reading).bad();
    }

    /** What the platform's sender has to hear when all is well. */
    protected int happy() {
        return 200;
    }

    @Test
    protected void a_valid_delivery_is_read_and_acknowledged() {
        assertThat(ids(read(body("17")))).containsExactly("17");
        assertThat(Replies.of(channel, adapter, List.of(new Accepted.Lead(5, false)))
                        .status())
                .isEqualTo(happy());
        assertThat(Replies.of(channel, adapter, List.of(new Accepted.Overloaded()))
                        .status())
                .isEqualTo(503);
        assertThat(Replies.of(channel, adapter, List.of(new Accepted.Lead(5, false), new Accepted.Refused("no")))
                        .status())
                .isEqualTo(400);
    }

    @Test
    protected void its_contact_is_read() {
        LeadDraft lead = Deliveries.lead(read(body("17")));
        assertThat(lead.contact().phone()).isEqualTo("+8613812341234");
        assertThat(lead.test()).isFalse();
    }

    @Test
    protected void non_ascii_text_comes_through() {
        assertThat(Deliveries.lead(read(body("17"))).contact().name()).isEqualTo("张伟 Ünal");
    }

    @Test
    protected void a_duplicate_has_the_same_id_and_the_same_acknowledgement() {
        assertThat(read(body("17"))).isEqualTo(read(body("17")));
        assertThat(Replies.of(channel, adapter, List.of(new Accepted.Duplicate(5)))
                        .status())
                .isEqualTo(happy());
    }

    @Test
    protected void the_order_of_fields_means_nothing() {
        assertThat(read(reversed(body("17")).toString())).isEqualTo(read(body("17")));
    }

    @Test
    protected void ids_beyond_doubles_keep_their_digits_as_text_and_as_number() {
        for (String id : BEYOND_DOUBLES) {
            assertThat(ids(read(body(id)))).containsExactly(id);
            assertThat(ids(read(body(id).replace("\"" + id + "\"", id)))).containsExactly(id);
        }
    }

    @Test
    protected void unknown_fields_are_kept() {
        JsonNode body = tree(body("17"));
        ((ObjectNode) body.at(leadAt())).putObject("brand_new").put("deep", "kept");
        assertThat(Deliveries.lead(read(body.toString())).attributes().getString("brand_new.deep"))
                .isEqualTo("kept");
    }

    @Test
    protected abstract void a_test_lead_is_recognised();

    @Test
    protected void a_bad_signature_is_refused() {
        byte[] body = bytes(body("17"));
        assertThat(status(read(forged(body)))).isEqualTo(401);
        Delivery bare = Deliveries.delivery(bytes(body("17").replace(SECRET, "")), "application/json");
        assertThat(status(read(bare))).isEqualTo(401);
        assertThat(status(adapter.read(channel, Credentials.NONE, proven(body, AT_MILLIS))))
                .isEqualTo(401);
    }

    @Test
    protected void a_stale_timestamp_is_refused() {
        byte[] body = bytes(body("17"));
        assertThat(status(read(later(proven(body, AT_MILLIS), 300)))).isEqualTo(200);
        assertThat(status(read(later(proven(body, AT_MILLIS), 301)))).isEqualTo(401);
        assertThat(status(read(later(proven(body, AT_MILLIS), -301)))).isEqualTo(401);
    }

    /** Within its time a replay is a duplicate, which the intake finds by the id. */
    @Test
    protected void a_replay_reads_as_the_same_lead() {
        Delivery once = proven(bytes(body("17")), AT_MILLIS);
        assertThat(read(later(once, 60))).isEqualTo(read(once));
    }

    @Test
    protected void a_truncated_body_is_refused() {
        byte[] body = bytes(body("17").strip());
        for (int length = 0; length < body.length; length += 7) {
            byte[] part = java.util.Arrays.copyOf(body, length);
            assertThat(status(read(proven(part, AT_MILLIS))))
                    .as("%s bytes", length)
                    .isIn(400, 401);
        }
    }

    @Test
    protected void too_large_a_body_is_refused() {
        byte[] large = bytes("{\"a\":\"" + "x".repeat(1 << 20) + "\"}");
        assertThat(status(read(proven(large, AT_MILLIS)))).isEqualTo(413);
    }

    @Test
    protected abstract void of_several_leads_the_bad_one_costs_only_itself();

    protected static Delivery later(Delivery delivery, long seconds) {
        return new Delivery(
                delivery.headers(),
                delivery.query(),
                delivery.body(),
                delivery.contentType(),
                AT_MILLIS + seconds * 1_000,
                delivery.proven());
    }

    protected static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode reversed(String json) {
        return reversed(tree(json));
    }

    private static JsonNode reversed(JsonNode node) {
        if (node instanceof ObjectNode object) {
            List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(object.properties());
            Collections.reverse(fields);
            ObjectNode copy = JSON.createObjectNode();
            fields.forEach(field -> copy.set(field.getKey(), reversed(field.getValue())));
            return copy;
        }
        if (node instanceof ArrayNode list) {
            ArrayNode copy = JSON.createArrayNode();
            list.forEach(item -> copy.add(reversed(item)));
            return copy;
        }
        return node;
    }

    protected static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }

    protected static byte[] hmac(String text) {
        return Secrets.hmacSha256(bytes(SECRET), bytes(text));
    }
}
