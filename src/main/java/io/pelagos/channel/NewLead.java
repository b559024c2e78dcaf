package io.pelagos.channel;

import io.pelagos.lead.Contact;
import io.pelagos.lead.Phones;
import io.pelagos.team.Document;
import io.pelagos.team.Fault;
import io.pelagos.team.InvalidDocument;
import io.pelagos.team.Text;
import io.pelagos.team.Words;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /leads}, read strictly: whoever programs against the API wants to hear of mistakes. */
public final class NewLead {
    private static final int TEXT_MAX = 1_000;
    private static final int ATTRIBUTES_CHARACTERS_MAX = 20_000;
    private static final int SCORE_MAX = 1_000_000;

    private NewLead() {}

    /**
     * Reads the body; throws {@link InvalidDocument} with all its faults. That the pool exists is the caller's
     * to check.
     *
     * @param channels the tenant's channels by id, null for an unknown one; the channel gives the pool if the body
     *     has none, and the region of phones
     * @param words the tenant's
     */
    public static LeadDraft read(JsonObject body, Function<String, @Nullable Channel> channels, Words words) {
        JsonObject clean = Text.clean(body);
        LeadDraft lead = Document.read(clean, document -> read(document, channels, words));
        clean.remove("attributes"); // whatever the sender likes
        List<Fault> blank = Text.unreadable(clean);
        if (!blank.isEmpty()) {
            throw new InvalidDocument(blank);
        }
        return lead;
    }

    private static LeadDraft read(Document document, Function<String, @Nullable Channel> channels, Words words) {
        String channelId = document.optionalId("channel");
        Channel channel = channelId == null ? null : channels.apply(channelId);
        if (channelId != null && channel == null) {
            document.fault("channel", "is not a channel");
        }
        String pool = document.optionalId("pool");
        if (pool == null && channel == null) {
            document.fault("pool", "is required without a channel");
        }
        String grade = document.optionalText("grade", 40);
        if (!words.knowsGrade(grade)) {
            document.fault("grade", "is not a grade of this firm");
        }
        String region = channel == null ? null : channel.defaultRegion();
        Contact contact = document.object("contact", fields -> contact(fields, region));
        JsonObject source = document.object("source", NewLead::source);
        Lane lane = document.object("requires", NewLead::lane);
        JsonObject attributes = document.free("attributes", ATTRIBUTES_CHARACTERS_MAX);
        return new LeadDraft(
                channelId,
                pool != null ? pool : channel == null ? "" : channel.pool(),
                document.optionalText("external_id", TEXT_MAX),
                Objects.requireNonNullElse(contact, Contact.NONE),
                false,
                attributes == null ? new JsonObject() : attributes,
                source == null ? new JsonObject() : source,
                grade,
                document.has("score") ? (int) document.integer("score", -SCORE_MAX, SCORE_MAX, 0) : null,
                document.texts("tags", 50, 100),
                lane == null ? "" : lane.text(),
                false);
    }

    private static Contact contact(Document fields, @Nullable String region) {
        String phone = fields.optionalText("phone", TEXT_MAX);
        String e164 = Phones.e164(phone, region).orElse(null);
        if (phone != null && e164 == null) {
            fields.fault("phone", "is not a valid phone number in E.164, such as +8613800138000");
        }
        return new Contact(
                fields.optionalText("name", TEXT_MAX),
                e164,
                fields.optionalText("email", TEXT_MAX),
                fields.optionalText("wechat", TEXT_MAX),
                fields.optionalText("company", TEXT_MAX));
    }

    private static JsonObject source(Document fields) {
        JsonObject source = new JsonObject();
        for (String name : List.of("campaign", "ad_group", "ad", "click_id", "page")) {
            String value = fields.optionalText(name, 2 * TEXT_MAX);
            if (value != null) {
                source.put(name, value);
            }
        }
        return source;
    }

    private static Lane lane(Document fields) {
        return new Lane(
                fields.texts("skills", 20, 100),
                fields.optionalText("region", 100),
                fields.optionalText("language", 100),
                (int) fields.integer("seniority", 0, 1_000, 0));
    }
}
