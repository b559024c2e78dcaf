package io.pelagos.channel.generic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.BadDelivery;
import io.pelagos.channel.CallField;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.ChannelAdapter.Reading.Refused;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.JsonPath;
import io.pelagos.channel.Values;
import io.pelagos.channel.proof.ProofCheck;
import io.pelagos.followup.CallRecord;
import io.pelagos.followup.ToldCall;
import io.pelagos.lead.Phones;
import io.pelagos.lead.Rfc3339;
import io.pelagos.team.Agent;
import io.pelagos.team.TenantConfig;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One call per delivery, as a phone system pushes it: JSON or a form, proven as on a generic channel. */
public final class CallAdapter {
    private static final List<String> INBOUND = List.of("in", "inbound", "incoming");
    private static final ChannelAdapter.Reading NO_LEADS = new ChannelAdapter.Reading.Leads(List.of(), null);
    private static final int SECONDS_MAX = 86_400;
    private static final int ID_CHARACTERS_MAX = 100;
    private static final int URL_CHARACTERS_MAX = 1_000;
    /** From the year 2001 on a time in milliseconds has more digits than any in seconds before 2286. */
    private static final long SECONDS_BELOW = 10_000_000_000L;

    /** What was read. */
    public sealed interface Reading {
        record Told(ToldCall call) implements Reading {}

        record No(Refused refused) implements Reading {}
    }

    /** Checks and reads a delivery; the secrets are the channel's, opened. */
    public Reading read(TenantConfig tenant, Channel channel, Credentials secrets, Delivery delivery) {
        AtomicReference<ToldCall> told = new AtomicReference<>();
        ChannelAdapter.Reading read =
                ProofCheck.read(channel, secrets, delivery, new CloudEvent()::open, (body, taken, message) -> {
                    told.set(new Call(tenant, channel, body).read(delivery.atMillis()));
                    return NO_LEADS;
                });
        return read instanceof Refused refused
                ? new Reading.No(refused)
                : new Reading.Told(Objects.requireNonNull(told.get()));
    }

    /** One call's fields. */
    private record Call(TenantConfig tenant, Channel channel, ObjectNode body) {
        ToldCall read(long arrivedAtMillis) {
            String id = text(CallField.ID);
            if (id == null || id.length() > ID_CHARACTERS_MAX) {
                throw new BadDelivery(
                        400, "the call's id is missing, or has more than " + ID_CHARACTERS_MAX + " characters");
            }
            String direction = text(CallField.DIRECTION);
            boolean inbound = direction != null && INBOUND.contains(direction.toLowerCase(Locale.ROOT));
            long lead = lead();
            String number = number(inbound);
            if (number == null && lead == 0) {
                throw new BadDelivery(400, "the call names neither a lead nor a valid phone number");
            }
            int seconds = seconds();
            String recording = text(CallField.RECORDING_URL);
            boolean recorded = recording != null
                    && recording.length() <= URL_CHARACTERS_MAX
                    && recording.matches("(?i)https?://[^\\s/].*");
            long at = atMillis(arrivedAtMillis - seconds * 1_000L);
            return new ToldCall(
                    new CallRecord(id, lead, agent(), inbound, at, seconds, recorded),
                    number,
                    recorded ? recording : null);
        }

        private @Nullable String number(boolean inbound) {
            String raw = text(CallField.NUMBER);
            if (raw == null) {
                raw = text(inbound ? CallField.CALLER : CallField.CALLEE);
            }
            return Phones.e164(raw, channel.defaultRegion()).orElse(null);
        }

        private long lead() {
            String text = text(CallField.LEAD);
            return text != null && text.matches("[1-9]\\d{0,17}") ? Long.parseLong(text) : 0;
        }

        private int seconds() {
            String text = text(CallField.SECONDS);
            if (text == null) {
                return 0;
            }
            try {
                double seconds = Double.parseDouble(text);
                // Milliseconds, say: as evidence of a call they would prove what never was.
                if (!(seconds >= 0 && seconds <= SECONDS_MAX)) {
                    throw new BadDelivery(400, "the call's length is not between 0 and " + SECONDS_MAX + " seconds");
                }
                return (int) seconds;
            } catch (NumberFormatException e) {
                throw new BadDelivery(400, "the call's length is not a number of seconds");
            }
        }

        /** Somebody whom nobody knows by this name is nobody: any agent may have had the call. */
        private @Nullable String agent() {
            String text = text(CallField.AGENT);
            if (text == null || tenant.get(Agent.AGENT, text) != null) {
                return text;
            }
            return tenant.all(Agent.AGENT).values().stream()
                    .filter(agent -> agent.login().equals(text))
                    .map(Agent::id)
                    .findFirst()
                    .orElse(null);
        }

        private long atMillis(long otherwise) {
            String text = text(CallField.AT);
            if (text == null) {
                return otherwise;
            }
            try {
                if (text.matches("\\d{9,14}")) {
                    long number = Long.parseLong(text);
                    return number < SECONDS_BELOW ? number * 1_000 : number;
                }
                if (text.matches("\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?")) {
                    ZoneId zone = tenant.tenant().zone();
                    return LocalDateTime.parse(text.replace(' ', 'T'))
                            .atZone(zone)
                            .toInstant()
                            .toEpochMilli();
                }
                Instant time = OffsetDateTime.parse(text).toInstant();
                if (!Rfc3339.writable(time)) {
                    throw new DateTimeException("beyond the years that are written with four digits");
                }
                return time.isBefore(Instant.EPOCH) ? otherwise : time.toEpochMilli();
            } catch (DateTimeException e) {
                throw new BadDelivery(400, "the call's time is not one");
            }
        }

        private @Nullable String text(CallField field) {
            String mapped = channel.calls().paths().get(field);
            List<String> paths = mapped == null ? field.usualPaths() : List.of(mapped);
            for (String path : paths) {
                JsonPath.Found found = JsonPath.find(body, path);
                String value = found == null ? null : Values.text(found.node());
                if (value != null) {
                    return value;
                }
            }
            return null;
        }
    }
}
