package io.pelagos.outgoing;

import io.pelagos.journal.JournalLine;
import io.pelagos.team.Document;
import io.pelagos.team.Section;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address of another system that is told what happens to leads.
 *
 * @param events types of the journal; {@code *} for all
 * @param pools the lead came from one of these, or is there now; null for all
 * @param channels the lead came in by one of these; null for all
 * @param contact whether leads are shown whole
 * @param conversion null: events are sent as the API shows them
 * @param secret what signs, sealed; {@code oldSecret} signs beside it until its time
 * @param headers sent along, by their names: sealed as one text; null for none
 */
public record Webhook(
        String id,
        String url,
        Set<String> events,
        @Nullable Set<String> pools,
        @Nullable Set<String> channels,
        boolean contact,
        boolean enabled,
        @Nullable Conversion conversion,
        String secret,
        @Nullable String oldSecret,
        long oldSecretUntilMillis,
        @Nullable String headers) {
    /** Of one tenant. */
    public static final int COUNT_MAX = 50;

    private static final String ALL = "*";
    private static final String CONVERSIONS = "conversions";
    private static final Pattern TYPE = Pattern.compile("\\*|[a-z_]{1,40}");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}");
    /** What HTTP or the signature says. */
    private static final Set<String> TAKEN =
            Set.of("host", "connection", "content-length", "content-type", "transfer-encoding", "expect", "upgrade");

    private static final int HEADERS_MAX = 10;
    private static final int LIST_MAX = 200;
    private static final int SECRET_MAX = 20_000;

    /** Section {@code webhook} of a tenant's configuration; secrets as {@link WebhookSecrets} stores them. */
    public static final Section<Webhook> WEBHOOK =
            new Section<>("webhook", (id, json) -> Document.read(json, document -> read(id, document)));

    private static Webhook read(String id, Document document) {
        String format = document.choice("format", List.of("events", CONVERSIONS), "events");
        Conversion conversion = document.object("conversion", Conversion::read);
        boolean converts = format.equals(CONVERSIONS);
        if (converts != (conversion != null) && !document.faulty("conversion")) {
            document.fault("conversion", converts ? "is required" : "is for the format conversions");
        }
        boolean contact = document.flag("contact", false);
        if (contact && converts) {
            document.fault("contact", "is for the format events");
        }
        return new Webhook(
                id,
                document.text("url", 2_000),
                events(document, conversion),
                ids(document, "pools"),
                ids(document, "channels"),
                contact,
                document.flag("enabled", true),
                conversion,
                document.text(WebhookSecrets.SECRET, SECRET_MAX),
                document.optionalText(WebhookSecrets.OLD_SECRET, SECRET_MAX),
                document.integer(WebhookSecrets.OLD_SECRET_UNTIL, 0, Long.MAX_VALUE, 0),
                headers(document));
    }

    private static Set<String> events(Document document, @Nullable Conversion conversion) {
        List<String> types = document.texts("events", LIST_MAX, 255);
        for (int i = 0; i < types.size(); i++) {
            if (!TYPE.matcher(types.get(i)).matches()) {
                document.fault("events/" + i, "must be a type of event such as claimed, or *");
            }
        }
        if (conversion != null) {
            if (document.has("events")) {
                document.fault("events", "follows from the names of conversions");
            }
            return conversion.types();
        }
        if (types.isEmpty() && !document.faulty("events")) {
            document.fault("events", "must name an event, or *");
        }
        return Set.copyOf(types);
    }

    private static @Nullable Set<String> ids(Document document, String name) {
        if (!document.has(name)) {
            return null;
        }
        List<String> ids = document.texts(name, LIST_MAX, 255);
        for (int i = 0; i < ids.size(); i++) {
            if (!Document.ID.matcher(ids.get(i)).matches()) {
                document.fault(name + "/" + i, "must be an id");
            }
        }
        return new HashSet<>(ids);
    }

    /** As somebody writes them an object of texts; as stored one sealed text. */
    private static @Nullable String headers(Document document) {
        if (!(document.anything(WebhookSecrets.HEADERS) instanceof JsonObject written)) {
            return document.optionalText(WebhookSecrets.HEADERS, SECRET_MAX);
        }
        for (String name : written.fieldNames()) {
            String small = name.toLowerCase(Locale.ROOT);
            boolean fits = HEADER.matcher(name).matches() && !TAKEN.contains(small) && !small.startsWith("webhook-");
            boolean visible = written.getValue(name) instanceof String value
                    && value.length() <= 2_000
                    && value.chars().allMatch(c -> c >= ' ' && c < 127);
            if (!fits || !visible || written.size() > HEADERS_MAX) {
                document.fault(
                        WebhookSecrets.HEADERS,
                        "must be at most " + HEADERS_MAX
                                + " headers of ASCII that neither HTTP nor the signature uses");
                break;
            }
        }
        return null;
    }

    /** Whether a line of the journal is told, as far as the line itself says. */
    boolean wants(JournalLine line) {
        if (!events.contains(ALL) && !events.contains(line.type())) {
            return false;
        }
        if (pools == null || pools.contains(String.valueOf(line.pool()))) {
            return true;
        }
        JsonObject from = line.event().getJsonObject("from", new JsonObject());
        return pools.contains(String.valueOf(from.getValue("pool")));
    }

    /** Whether leads of a channel are told of; null is none. */
    boolean takes(@Nullable String channel) {
        return channels == null || (channel != null && channels.contains(channel));
    }
}
