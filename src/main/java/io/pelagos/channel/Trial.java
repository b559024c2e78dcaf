package io.pelagos.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.ChannelAdapter.Reading;
import io.pelagos.team.TenantConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a delivery, for whoever sets a channel up: it is read as it would be, and nothing is stored. The
 * proof is left out, so that nobody has to sign what he only tries.
 */
public final class Trial {
    private static final MultiMap NOTHING = MultiMap.caseInsensitiveMultiMap();

    private final Map<Channel.Type, ChannelAdapter> adapters;
    private final Map<Channel.Type, LeadItems> items;
    private final Map<Channel.Type, LeadSource> sources;

    /** @param sources of platforms that tell only ids: what they answer when they are asked can be tried, too */
    public Trial(
            Map<Channel.Type, ChannelAdapter> adapters,
            Map<Channel.Type, LeadItems> items,
            Map<Channel.Type, LeadSource> sources) {
        this.adapters = adapters;
        this.items = items;
        this.sources = sources;
    }

    /**
     * A lead as it would come in.
     *
     * @param draft with score, grade and pool as the firm's rules give them
     * @param rule of the channel's routing that names the pool; null: it is the channel's own
     */
    public record Lead(LeadDraft draft, @Nullable String rule, List<Loss> losses) {}

    /**
     * What does not come in as it should.
     *
     * @param field of a lead, or {@code attributes}
     * @param word {@code missing}, {@code no-phone}, {@code no-number}, {@code unknown-grade} or {@code cut}
     */
    public record Loss(String field, String word, String detail) {}

    /** What a platform pushes, as the channel's adapter reads it. */
    public Reading pushed(Channel channel, byte[] body, String contentType, long nowMillis) {
        ChannelAdapter adapter = adapters.get(channel.type());
        return adapter == null
                ? new Reading.Refused(404, "the channel takes no leads")
                : adapter.read(
                        channel, Credentials.NONE, new Delivery(NOTHING, NOTHING, body, contentType, nowMillis, true));
    }

    /** What a platform pushes, or answers when it is asked: its leads, whichever of the two it is. */
    public Reading read(Channel channel, byte[] body, String contentType, long nowMillis) {
        Reading answered = answered(channel, body);
        return answered == null ? pushed(channel, body, contentType, nowMillis) : answered;
    }

    private @Nullable Reading answered(Channel channel, byte[] body) {
        LeadSource source = sources.get(channel.type());
        LeadItems reader = items.get(channel.type());
        Pull pull = channel.settings().pull();
        try {
            if (source != null) {
                return told(source, channel, body);
            }
            return reader == null || pull == null ? null : listed(reader, channel, pull, JsonBody.object(body));
        } catch (BadDelivery bad) {
            return null;
        }
    }

    private static @Nullable Reading told(LeadSource source, Channel channel, byte[] body) {
        String id = Values.text(JsonBody.object(body).get("id"));
        FetchWanted wanted = new FetchWanted(id == null ? "1" : id, FetchWanted.Action.CREATED, 0, new JsonObject());
        return source.read(channel, wanted, 200, body) instanceof LeadSource.Answer.Lead lead
                ? new Reading.Leads(List.of(lead.draft()), null)
                : null;
    }

    private static @Nullable Reading listed(LeadItems reader, Channel channel, Pull pull, ObjectNode body) {
        JsonPath.Found found = JsonPath.find(body, pull.list());
        if (found == null || !found.node().isArray()) {
            return null;
        }
        List<LeadDraft> leads = new ArrayList<>();
        for (JsonNode item : found.node()) {
            if (item instanceof ObjectNode lead) {
                leads.add(reader.lead(channel, lead));
            }
        }
        return new Reading.Leads(leads, null);
    }

    /** How the firm's rules take a lead that was read. */
    public Lead judge(TenantConfig tenant, Channel channel, LeadDraft read, long nowMillis) {
        List<Loss> losses = new ArrayList<>();
        channel.mapping().paths().forEach((field, path) -> {
            if (!read.from().containsKey(field)) {
                losses.add(new Loss(field.text(), "missing", "nothing is at " + path));
            }
        });
        if (read.from().containsKey(LeadField.PHONE) && read.contact().phone() == null) {
            losses.add(kept(LeadField.PHONE, "no-phone", "is no phone number"));
        }
        if (read.from().containsKey(LeadField.SCORE) && read.score() == null) {
            losses.add(kept(LeadField.SCORE, "no-number", "is no whole number"));
        }
        boolean known = tenant.tenant().words().knowsGrade(read.grade());
        if (!known) {
            losses.add(kept(LeadField.GRADE, "unknown-grade", "is not a grade of this firm"));
        }
        if (Boolean.TRUE.equals(read.attributes().getValue("truncated"))) {
            losses.add(new Loss("attributes", "cut", "are more than can be kept"));
        }
        Policies.Weighed weighed = Policies.weigh(tenant, channel, known ? read : read.ungraded(), nowMillis);
        Routing.Rule rule = weighed.route().rule();
        return new Lead(weighed.draft(), rule == null ? null : rule.name(), losses);
    }

    private static Loss kept(LeadField field, String word, String detail) {
        return new Loss(field.text(), word, detail + "; it is kept as an attribute");
    }
}
