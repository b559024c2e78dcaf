package io.pelagos.channel;

import io.pelagos.channel.Dedupe.SameBy;
import io.pelagos.channel.Entry.Identity;
import io.pelagos.lead.Contact;
import io.pelagos.lead.Identities;
import io.pelagos.lead.Keyset;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The hashes by which a lead is found again.
 *
 * @param same who has one of these is the same lead; the first that is found decides
 * @param repeat who has this has had this very delivery; null when it makes no difference
 * @param before what {@code repeat} was the day before; null when it is the same on all days
 * @param findable what others look for, and several leads may have
 */
record IdentityHashes(
        List<Identity> same,
        @Nullable Identity repeat,
        @Nullable Buffer before,
        List<Identity> findable) {
    private static final long DAY_MILLIS = 86_400_000;

    /**
     * Hashes a lead.
     *
     * @param original the lead as it came
     * @param delivered whether a platform brings it, which may send it again though nobody could tell it from another
     * @param named whether its request has a name, by which it is known when it is sent again
     */
    static IdentityHashes of(
            Keyset keys, Policies.Judged judged, LeadDraft original, boolean delivered, boolean named, long nowMillis) {
        LeadDraft draft = judged.draft();
        String channel = draft.channel() == null ? "" : draft.channel();
        String scope = judged.dedupe().withinChannel() ? channel : "";
        List<Identity> same = new ArrayList<>();
        Identity external = null;
        for (List<SameBy> key : judged.dedupe().by()) {
            if (key.get(0) == SameBy.EXTERNAL_ID) {
                external = externalId(keys, channel, draft);
                add(same, external);
            } else {
                add(same, identity(keys, scope, key, draft, true));
            }
        }
        Identity repeat = external != null && !draft.update() ? external : null;
        Buffer before = null;
        if (repeat == null && !named && (delivered || !same.isEmpty())) {
            // Without an id of the platform's only what it says tells whether it is sent again. Who says the same days
            // later is a customer who has come back.
            String said = said(original);
            long day = nowMillis / DAY_MILLIS;
            repeat = new Identity(delivery(keys, channel, day, said), Identities.DELIVERY, true);
            before = delivery(keys, channel, day - 1, said);
        }
        Set<Buffer> taken = new HashSet<>();
        same.forEach(identity -> taken.add(identity.hash()));
        List<Identity> findable = new ArrayList<>();
        for (List<SameBy> key : judged.findable()) {
            boolean known = scope.isEmpty() && judged.dedupe().by().contains(key);
            Identity found = known ? null : identity(keys, "", key, draft, false);
            if (found != null && taken.add(found.hash())) {
                findable.add(found);
            }
        }
        return new IdentityHashes(List.copyOf(same), repeat, before, List.copyOf(findable));
    }

    /** All that are written with a lead. */
    List<Identity> all() {
        List<Identity> all = new ArrayList<>(same);
        if (repeat != null && !same.contains(repeat)) {
            all.add(repeat);
        }
        all.addAll(findable);
        return all;
    }

    private static Buffer delivery(Keyset keys, String channel, long day, String said) {
        return Buffer.buffer(Identities.delivery(keys, channel, day + "\n" + said));
    }

    /** The lead that has had this very delivery; null for none. */
    @Nullable
    Long repeated(Map<Buffer, Long> leads) {
        Long lead = repeat == null ? null : leads.get(repeat.hash());
        return lead == null && before != null ? leads.get(before) : lead;
    }

    private static void add(List<Identity> identities, @Nullable Identity one) {
        if (one != null) {
            identities.add(one);
        }
    }

    private static @Nullable Identity externalId(Keyset keys, String channel, LeadDraft draft) {
        String id = draft.externalId();
        return id == null
                ? null
                : new Identity(Buffer.buffer(Identities.externalId(keys, channel, id)), Identities.EXTERNAL_ID, true);
    }

    /** Null when the lead does not have all of it; a shared number is nobody's. */
    private static @Nullable Identity identity(
            Keyset keys, String scope, List<SameBy> key, LeadDraft draft, boolean sole) {
        List<String> values = new ArrayList<>();
        for (SameBy one : key) {
            String value = one == SameBy.PHONE && draft.virtualPhone() ? null : value(one, draft.contact());
            if (value == null || value.isBlank()) {
                return null;
            }
            values.add(value);
        }
        char kind =
                switch (key.get(0)) {
                    case PHONE -> Identities.PHONE;
                    case EMAIL -> Identities.EMAIL;
                    default -> Identities.WECHAT;
                };
        kind = key.size() > 1 ? Identities.COMPOSITE : kind;
        byte[] hash = Identities.scoped(
                keys, kind, scope, key.stream().map(SameBy::text).toList(), values);
        return new Identity(Buffer.buffer(hash), kind, sole);
    }

    private static @Nullable String value(SameBy key, Contact contact) {
        return switch (key) {
            case PHONE -> contact.phone();
            case EMAIL -> contact.email();
            case WECHAT -> contact.wechat();
            case NAME -> contact.name();
            case COMPANY -> contact.company();
            case EXTERNAL_ID -> null;
        };
    }

    /** One text for all deliveries that say the same, in whatever order. */
    private static String said(LeadDraft draft) {
        return new JsonObject()
                .put("id", draft.externalId())
                .put("contact", ordered(draft.contact().toJson()))
                .put("source", ordered(draft.source()))
                .put("attributes", ordered(draft.attributes()))
                .put("grade", draft.grade())
                .put("score", draft.score())
                .put("tags", new JsonArray(draft.tags()))
                .put("lane", draft.lane())
                .encode();
    }

    private static @Nullable Object ordered(@Nullable Object value) {
        if (value instanceof JsonObject object) {
            Map<String, Object> sorted = new TreeMap<>();
            object.forEach(field -> sorted.put(field.getKey(), ordered(field.getValue())));
            return new JsonObject(sorted);
        } else if (value instanceof JsonArray list) {
            JsonArray items = new JsonArray();
            list.forEach(item -> items.add(ordered(item)));
            return items;
        }
        return value;
    }
}
