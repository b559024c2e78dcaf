package io.pelagos.channel.meta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.Answers;
import io.pelagos.channel.BadDelivery;
import io.pelagos.channel.Channel;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.DraftBuilder;
import io.pelagos.channel.FetchWanted;
import io.pelagos.channel.FieldNames;
import io.pelagos.channel.JsonBody;
import io.pelagos.channel.JsonPath;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.LeadField;
import io.pelagos.channel.LeadSource;
import io.pelagos.channel.Values;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks Meta's Graph API for a lead, with the channel's credential {@code page_token}. Format and error codes:
 * developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving and /docs/graph-api/guides/error-handling.
 */
public final class GraphSource implements LeadSource {
    private static final String FIELDS = "id,created_time,ad_id,form_id,field_data,custom_disclaimer_responses";
    private static final String DISCLAIMERS = "custom_disclaimer_responses";
    private static final Answers ANSWERS = new Answers("field_data", "name", "values");
    private static final String FIRST_NAME = ANSWERS.firstPath("first_name");
    private static final String LAST_NAME = ANSWERS.firstPath("last_name");

    /** What the form's test tool fills in. */
    private static final Set<String> TEST_EMAILS = Set.of("test@fb.com", "test@meta.com");

    private static final String TEST_VALUE = "<test lead: dummy data for";

    /** The token has expired or was taken back. */
    private static final Set<Integer> TOKEN = Set.of(102, 190, 463, 467);
    /** Too many calls: of the app, the user, the page, the account. */
    private static final Set<Integer> TOO_OFTEN = Set.of(4, 17, 32, 613, 80005);
    /** Meta's own troubles, which pass. */
    private static final Set<Integer> PASSING = Set.of(1, 2);

    private static final FieldNames USUAL = new FieldNames(Map.of(
            LeadField.NAME,
            List.of(ANSWERS.firstPath("full_name")),
            LeadField.PHONE,
            List.of(ANSWERS.firstPath("phone_number"), ANSWERS.firstPath("work_phone_number")),
            LeadField.EMAIL,
            List.of(ANSWERS.firstPath("email"), ANSWERS.firstPath("work_email")),
            LeadField.COMPANY,
            List.of(ANSWERS.firstPath("company_name")),
            LeadField.AD,
            List.of("ad_id")));

    @Override
    public @Nullable Question question(Channel channel, Credentials secrets, FetchWanted wanted) {
        String token = secrets.get("page_token");
        return token == null
                ? null
                : Question.get(
                        URI.create(channel.settings().apiUrl() + "/" + encoded(wanted.id()) + "?fields=" + FIELDS
                                + "&access_token=" + encoded(token)),
                        Map.of());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public Answer read(Channel channel, FetchWanted wanted, int status, byte[] body) {
        ObjectNode object;
        try {
            object = JsonBody.object(body);
        } catch (BadDelivery bad) {
            return status == 200 ? new Answer.Failed("unreadable") : byStatus(status);
        }
        JsonNode error = object.path("error");
        if (status != 200 || error.isObject()) {
            return refusal(status, error.path("code").asInt());
        }
        // Without its answers a lead is empty for good: what has been taken is not fetched again.
        return object.path(ANSWERS.list()).isArray()
                ? new Answer.Lead(draft(channel, wanted, object))
                : new Answer.Failed("unreadable");
    }

    private static Answer refusal(int status, int code) {
        if (TOKEN.contains(code)) {
            return new Answer.Locked("token-refused");
        } else if (code == 10 || (code >= 200 && code < 300)) {
            return new Answer.Locked("permission-refused");
        } else if (TOO_OFTEN.contains(code)) {
            return new Answer.Later("rate-limited");
        } else if (PASSING.contains(code)) {
            return new Answer.Later("unavailable");
        }
        return byStatus(status);
    }

    private static Answer byStatus(int status) {
        return switch (status) {
            case 401 -> new Answer.Locked("token-refused");
            case 429 -> new Answer.Later("rate-limited");
            default -> status >= 500 ? new Answer.Later("unavailable") : new Answer.Failed("refused-" + status);
        };
    }

    private static LeadDraft draft(Channel channel, FetchWanted wanted, ObjectNode body) {
        DraftBuilder draft = new DraftBuilder(channel);
        Set<String> taken = new HashSet<>();
        draft.set(LeadField.EXTERNAL_ID, wanted.id());
        taken.add("id");
        USUAL.fill(draft, channel.mapping(), body, taken);
        if (!draft.has(LeadField.NAME)) {
            joinName(draft, body, taken);
        }
        draft.setIfAbsent(LeadField.AD, wanted.known().getString("ad_id"));
        draft.setIfAbsent(LeadField.AD_GROUP, wanted.known().getString("adgroup_id"));
        draft.attribute("page_id", wanted.known().getString("page_id"));
        if (isTest(body)) {
            draft.set(LeadField.TEST, "true");
        }
        for (JsonNode response : body.path(DISCLAIMERS)) {
            String key = Values.text(response.get("checkbox_key"));
            if (key != null) {
                draft.attribute(
                        "consent." + key, response.path("is_checked").asText().equals("1"));
            }
        }
        taken.add(DISCLAIMERS);
        ANSWERS.keep(draft, body, taken);
        draft.attributes(body, "", taken);
        return draft.build();
    }

    /** From its two halves, when it did not come whole. */
    private static void joinName(DraftBuilder draft, ObjectNode body, Set<String> taken) {
        List<String> parts = new ArrayList<>();
        for (String path : List.of(FIRST_NAME, LAST_NAME)) {
            JsonPath.Found found = JsonPath.find(body, path);
            String text = found == null ? null : Values.text(found.node());
            if (found != null && text != null) {
                parts.add(text);
                taken.add(found.at());
            }
        }
        draft.set(LeadField.NAME, parts.isEmpty() ? null : String.join(" ", parts));
    }

    private static boolean isTest(ObjectNode body) {
        for (JsonNode answer : body.path("field_data")) {
            for (JsonNode value : answer.path("values")) {
                if (value.asText().startsWith(TEST_VALUE) || TEST_EMAILS.contains(value.asText())) {
                    return true;
                }
            }
        }
        return false;
    }
}
