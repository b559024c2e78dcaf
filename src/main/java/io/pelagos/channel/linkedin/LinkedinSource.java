package io.pelagos.channel.linkedin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.BadDelivery;
import io.pelagos.channel.Channel;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.DraftBuilder;
import io.pelagos.channel.FetchWanted;
import io.pelagos.channel.FieldNames;
import io.pelagos.channel.JsonBody;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.LeadField;
import io.pelagos.channel.LeadSource;
import io.pelagos.channel.Values;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks LinkedIn for a response, with the channel's credential {@code access_token}. Answers have the numbers of their
 * questions and no names, so the channel's mapping has to say which is which: {@code {"email":"answers.307234246"}}.
 * Format: learn.microsoft.com/linkedin/marketing/lead-sync/leadsync.
 */
public final class LinkedinSource implements LeadSource {
    private static final String FORM = "formResponse";
    private static final String ANSWERS = "answers";
    private static final FieldNames USUAL = new FieldNames(Map.of(
            LeadField.CAMPAIGN,
            List.of("leadMetadata.sponsoredLeadMetadata.campaign"),
            LeadField.AD,
            List.of("associatedEntity.associatedCreative"),
            LeadField.TEST,
            List.of("testLead")));

    @Override
    public @Nullable Question question(Channel channel, Credentials secrets, FetchWanted wanted) {
        String token = secrets.get("access_token");
        // The adapter lets only ids pass that need no encoding.
        return token == null
                ? null
                : Question.get(
                        URI.create(channel.settings().apiUrl() + "/leadFormResponses/" + wanted.id()),
                        Map.of(
                                "Authorization",
                                "Bearer " + token,
                                "LinkedIn-Version",
                                String.valueOf(channel.settings().apiVersion()),
                                "X-Restli-Protocol-Version",
                                "2.0.0"));
    }

    @Override
    public Answer read(Channel channel, FetchWanted wanted, int status, byte[] body) {
        return switch (status) {
            case 200 -> {
                try {
                    ObjectNode object = JsonBody.object(body);
                    // Without its answers a lead is empty for good: what has been taken is not fetched again.
                    yield object.path(FORM).path(ANSWERS).isArray()
                            ? new Answer.Lead(draft(channel, wanted, object))
                            : new Answer.Failed("unreadable");
                } catch (BadDelivery bad) {
                    yield new Answer.Failed("unreadable");
                }
            }
            case 401 -> new Answer.Locked("token-refused");
            case 403 -> new Answer.Locked("permission-refused");
            case 429 -> new Answer.Later("rate-limited");
            default -> status >= 500 ? new Answer.Later("unavailable") : new Answer.Failed("refused-" + status);
        };
    }

    private static LeadDraft draft(Channel channel, FetchWanted wanted, ObjectNode body) {
        DraftBuilder draft = new DraftBuilder(channel);
        Set<String> taken = new HashSet<>(Set.of("id"));
        draft.set(LeadField.EXTERNAL_ID, wanted.id());
        JsonNode form = body.path(FORM);
        ObjectNode answers = body.putObject(ANSWERS);
        for (JsonNode answer : form.path(ANSWERS)) {
            String question = Values.text(answer.get("questionId"));
            String text = text(answer.path("answerDetails"));
            if (question != null && text != null) {
                answers.put(question, text);
            }
        }
        for (JsonNode consent : form.path("consentResponses")) {
            String id = Values.text(consent.get("consentId"));
            if (id != null) {
                draft.attribute("consent." + id, consent.path("accepted").asBoolean());
            }
        }
        USUAL.fill(draft, channel.mapping(), body, taken);
        taken.add(FORM + "." + ANSWERS);
        taken.add(FORM + ".consentResponses");
        draft.attributes(body, "", taken);
        return draft.build();
    }

    /** What was written, or the numbers of the options that were chosen; null for anything else. */
    private static @Nullable String text(JsonNode details) {
        String written = Values.text(details.path("textQuestionAnswer").get("answer"));
        if (written != null) {
            return written;
        }
        List<String> options = new ArrayList<>();
        for (JsonNode option : details.path("multipleChoiceAnswer").path("options")) {
            options.add(option.asText());
        }
        return options.isEmpty() ? null : String.join(",", options);
    }
}
