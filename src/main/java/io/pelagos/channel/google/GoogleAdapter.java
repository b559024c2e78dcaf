package io.pelagos.channel.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.Accepted;
import io.pelagos.channel.BadDelivery;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.DraftBuilder;
import io.pelagos.channel.FieldNames;
import io.pelagos.channel.JsonBody;
import io.pelagos.channel.LeadField;
import io.pelagos.channel.Replies;
import io.pelagos.channel.Secrets;
import io.pelagos.channel.Values;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Google Ads lead form webhooks: the key is in the body, answers are in columns, the acknowledgement is strictly
 * 200. Format: developers.google.com/google-ads/webhook/docs/implementation.
 */
public final class GoogleAdapter implements ChannelAdapter {
    private static final String COLUMNS = "user_column_data";
    private static final String KEY = "google_key";

    /** What the channel maps otherwise; Google's own names are known for sure. */
    private static final FieldNames MAPPED = new FieldNames(Map.of());

    /** Later columns give way to earlier ones: a private number before the firm's. */
    private static final List<Map.Entry<String, LeadField>> CONTACT = List.of(
            Map.entry("FULL_NAME", LeadField.NAME),
            Map.entry("PHONE_NUMBER", LeadField.PHONE),
            Map.entry("WORK_PHONE", LeadField.PHONE),
            Map.entry("EMAIL", LeadField.EMAIL),
            Map.entry("WORK_EMAIL", LeadField.EMAIL),
            Map.entry("COMPANY_NAME", LeadField.COMPANY));

    private static final Map<String, LeadField> TOP = Map.of(
            "lead_id", LeadField.EXTERNAL_ID,
            "campaign_id", LeadField.CAMPAIGN,
            "adgroup_id", LeadField.AD_GROUP,
            "creative_id", LeadField.AD,
            "gcl_id", LeadField.CLICK_ID,
            "is_test", LeadField.TEST);

    @Override
    public Reading read(Channel channel, Credentials secrets, Delivery delivery) {
        boolean proven = delivery.proven();
        try {
            ObjectNode body = JsonBody.object(delivery.body());
            proven |= Secrets.equal(secrets.secret(), Values.text(body.get(KEY)));
            if (!proven) {
                return new Reading.Refused(401, KEY + " is missing or wrong");
            }
            DraftBuilder draft = new DraftBuilder(channel);
            Set<String> done = new HashSet<>(Set.of(KEY));
            MAPPED.fill(draft, channel.mapping(), body, done);
            TOP.forEach((name, field) -> {
                if (!draft.has(field)) {
                    draft.set(field, Values.text(body.get(name)), name);
                    done.add(name);
                }
            });
            readColumns(body, draft, done);
            draft.attributes(body, "", done);
            return new Reading.Leads(List.of(draft.build()), null);
        } catch (BadDelivery bad) {
            return bad.refused(proven);
        }
    }

    @Override
    public Reply reply(List<Accepted> results) {
        Reply unhappy = Replies.unhappy(results);
        return unhappy == null ? Reply.json(200, "{}") : unhappy;
    }

    /** @param done is given the paths of what was understood; the rest of the columns stays as it came */
    private static void readColumns(ObjectNode body, DraftBuilder draft, Set<String> done) {
        JsonNode columns = body.path(COLUMNS);
        Map<String, String> values = new HashMap<>();
        Map<String, String> places = new HashMap<>();
        for (int i = 0; columns.isArray() && i < columns.size(); i++) {
            String id = Values.text(columns.get(i).get("column_id"));
            String value = Values.text(columns.get(i).get("string_value"));
            boolean unanswered =
                    value == null && columns.get(i).path("string_value").isValueNode();
            if (id != null && (unanswered || (value != null && values.putIfAbsent(id, value) == null))) {
                done.add(COLUMNS + "[" + i + "]");
                if (!unanswered) {
                    places.put(id, COLUMNS + "[" + i + "].string_value");
                }
            }
        }
        for (Map.Entry<String, LeadField> column : CONTACT) {
            if (!draft.has(column.getValue()) && values.containsKey(column.getKey())) {
                draft.set(
                        column.getValue(), values.remove(column.getKey()), String.valueOf(places.get(column.getKey())));
            }
        }
        if (!draft.has(LeadField.NAME) && (values.containsKey("FIRST_NAME") || values.containsKey("LAST_NAME"))) {
            String first = values.remove("FIRST_NAME");
            String last = values.remove("LAST_NAME");
            draft.set(LeadField.NAME, first == null ? last : last == null ? first : first + " " + last);
        }
        // A question may have the name of one of Google's own fields, which come later.
        values.forEach((id, value) -> draft.attribute(body.has(id) ? COLUMNS + "." + id : id, value));
    }
}
