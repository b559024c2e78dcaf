package io.pelagos.channel.generic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pelagos.channel.BadDelivery;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.ChannelAdapter.Reading.Refused;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.JsonPath;
import io.pelagos.channel.LeadField;
import io.pelagos.channel.Values;
import io.pelagos.channel.proof.ProofCheck;
import io.pelagos.lead.Phones;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a partner tells of a lead before it is bought: JSON or a form, proven as the lead itself. */
public final class PingAdapter {
    private static final ChannelAdapter.Reading NO_LEADS = new ChannelAdapter.Reading.Leads(List.of(), null);
    private static final String HASH = "phone_hash";

    /** What was read. */
    public sealed interface Reading {
        record Offer(Fields fields) implements Reading {}

        record No(Refused refused) implements Reading {}
    }

    /** Some of a lead's fields. */
    public record Fields(Channel channel, ObjectNode body) {
        /** A field by its path; null when it is not told. */
        public @Nullable String text(String path) {
            JsonPath.Found found = JsonPath.find(body, path);
            return found == null ? null : Values.text(found.node());
        }

        /** E.164, or null. */
        public @Nullable String phone() {
            String mapped = channel.mapping().paths().get(LeadField.PHONE);
            List<String> paths = mapped == null ? LeadField.PHONE.usualPaths() : List.of(mapped);
            for (String path : paths) {
                String phone = Phones.e164(text(path), channel.defaultRegion()).orElse(null);
                if (phone != null) {
                    return phone;
                }
            }
            return null;
        }

        /** SHA-256 in hex of the phone in E.164 with its plus, which a partner may give in its place; null without. */
        public @Nullable String phoneHash() {
            String hash = text(HASH);
            if (hash == null) {
                return null;
            }
            if (!hash.matches("(?i)[0-9a-f]{64}")) {
                throw new BadDelivery(400, HASH + " must be a SHA-256 in hex");
            }
            return hash.toLowerCase(Locale.ROOT);
        }
    }

    /** Checks and reads an offer; the secrets are the channel's, opened. */
    public Reading read(Channel channel, Credentials secrets, Delivery delivery) {
        AtomicReference<Fields> offered = new AtomicReference<>();
        ChannelAdapter.Reading read =
                ProofCheck.read(channel, secrets, delivery, new CloudEvent()::open, (body, taken, message) -> {
                    Fields fields = new Fields(channel, body);
                    fields.phoneHash();
                    offered.set(fields);
                    return NO_LEADS;
                });
        return read instanceof Refused refused
                ? new Reading.No(refused)
                : new Reading.Offer(Objects.requireNonNull(offered.get()));
    }
}
