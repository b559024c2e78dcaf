package io.pelagos.outgoing;

import com.fasterxml.jackson.core.JsonGenerator;
import io.pelagos.channel.WebhookSignature;
import io.pelagos.lead.Contact;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.EventJson;
import io.pelagos.lead.Keyset;
import io.pelagos.lead.LeadDetail;
import io.pelagos.lead.LeadJson;
import io.pelagos.lead.LeadKey;
import io.pelagos.lead.LeadStore;
import io.pelagos.lead.Rfc3339;
import io.pelagos.platform.GuardedClient;
import io.pelagos.pool.PoolPlacement;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes what a webhook is told of a line of the journal. */
final class Messages {
    private static final List<String> SOURCES = List.of("click_id", "campaign", "ad_group", "ad", "page");
    /** What is read of an answer; nobody looks at it. */
    private static final int ANSWER_MAX_BYTES = 65_536;

    private final ContactVault vault;
    private final PoolPlacement placement;
    private final Clock clock;

    /** @param clock of the world, by which receivers judge how fresh a message is */
    Messages(ContactVault vault, PoolPlacement placement, Clock clock) {
        this.vault = vault;
        this.placement = placement;
        this.clock = clock;
    }

    /** The request for a line; null when there is nothing to tell. */
    GuardedClient.@Nullable Request message(Webhook webhook, PendingLines.Due due, LeadStore.@Nullable Stored lead) {
        String channel = lead == null ? null : lead.detail().channel();
        if (due.body() == null || !webhook.takes(channel)) {
            return null;
        }
        String id = "evt_" + due.lead() + "_" + due.version() + "_" + webhook.id();
        JsonObject line = due.body().toJsonObject();
        byte[] body = webhook.conversion() == null
                ? event(webhook, line, due.hash(), lead)
                : conversion(webhook.conversion(), id, line, lead);
        return body == null ? null : request(webhook, due.key().tenant(), id, body);
    }

    private GuardedClient.Request request(Webhook webhook, int tenant, String id, byte[] body) {
        Keyset keys = vault.keys(tenant);
        long now = clock.millis();
        Map<String, String> headers = new HashMap<>(WebhookSecrets.headers(keys, webhook));
        headers.put("content-type", "application/json");
        headers.put("user-agent", "Pelagos");
        headers.put(WebhookSignature.ID, id);
        headers.put(WebhookSignature.TIMESTAMP, Long.toString(now / 1000));
        headers.put(
                WebhookSignature.SIGNATURE,
                WebhookSecrets.signing(keys, webhook, now).stream()
                        .map(secret -> WebhookSignature.of(secret, id, now / 1000, body))
                        .collect(Collectors.joining(" ")));
        return new GuardedClient.Request(
                "POST", URI.create(webhook.url()), headers, Buffer.buffer(body), ANSWER_MAX_BYTES);
    }

    /** {@code {"type","timestamp","lead","event":{…},"view":{…}}}: the event, and the lead as it is now. */
    private byte[] event(Webhook webhook, JsonObject line, Buffer hash, LeadStore.@Nullable Stored lead) {
        LeadKey key = lead == null || !webhook.contact() ? null : vault.wordsKey(lead.row(), lead.detail());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2_048);
        try (JsonGenerator out = LeadJson.generator(bytes)) {
            out.writeStartObject();
            out.writeStringField("type", line.getString("type"));
            out.writeStringField("timestamp", Rfc3339.text(line.getLong("at")));
            out.writeStringField("lead", line.getString("lead"));
            out.writeFieldName("event");
            out.writeRawValue(EventJson.of(line, hash, key).encode());
            out.writeFieldName("view");
            if (lead == null) {
                out.writeNull();
            } else {
                LeadDetail detail = vault.open(lead.detail());
                Set<String> masking = webhook.contact() ? null : Contact.MASKABLE;
                LeadJson.write(out, new LeadJson.View(lead.row(), detail, masking, placement.deadline(lead.row())));
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private byte @Nullable [] conversion(
            Conversion conversion, String id, JsonObject line, LeadStore.@Nullable Stored lead) {
        JsonObject data = line.getJsonObject("data", new JsonObject());
        String type = line.getString("type");
        String outcome = data.getValue("outcome") instanceof String text ? text : null;
        String name = conversion.name(type, outcome);
        if (name == null || lead == null) {
            return null;
        }
        long at = line.getLong("at");
        Map<String, Object> values = new HashMap<>(Map.of(
                "name", name,
                "type", type,
                "event_id", id,
                "lead", line.getString("lead"),
                "time", Rfc3339.text(at),
                "time_seconds", at / 1000,
                "time_millis", at));
        put(values, "outcome", outcome);
        put(values, "channel", lead.detail().channel());
        put(values, "external_id", vault.open(lead.detail()).externalId());
        SOURCES.forEach(field -> put(values, field, lead.detail().source().getValue(field)));
        JsonObject deal = data.getJsonObject("deal", new JsonObject());
        put(values, "currency", deal.getValue("currency"));
        String amount = deal.getString("amount");
        put(values, "amount", amount == null ? null : new BigDecimal(amount));
        JsonObject body = conversion.fill(values);
        return body == null ? null : body.toBuffer().getBytes();
    }

    private static void put(Map<String, Object> values, String name, @Nullable Object value) {
        if (value != null && !value.equals("")) {
            values.put(name, value);
        }
    }
}
