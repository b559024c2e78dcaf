package io.pelagos.deadletter;

import io.pelagos.channel.Accepted;
import io.pelagos.channel.Arrival;
import io.pelagos.channel.BadPart;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.ChannelAdapter.Reading;
import io.pelagos.channel.ChannelSecrets;
import io.pelagos.channel.Intake;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.PendingFetches;
import io.pelagos.channel.RequestKey;
import io.pelagos.lead.ContactVault;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads letters once more, by today's adapter and mapping, and brings their leads in. Only letters whose sender had proven
 * itself: the proof is not kept. A lead that came in meanwhile is found again by its ids, and one that an earlier replay
 * brought in by the letter's own name.
 */
public final class LetterReplay {
    /** Letters of one request. */
    public static final int PAGE_MAX = 100;

    private final DeadLetters letters;
    private final Map<Channel.Type, ChannelAdapter> adapters;
    private final Intake intake;
    private final PendingFetches fetches;
    private final ContactVault vault;
    private final LongSupplier nowMillis;

    public LetterReplay(
            DeadLetters letters,
            Map<Channel.Type, ChannelAdapter> adapters,
            Intake intake,
            PendingFetches fetches,
            ContactVault vault,
            LongSupplier nowMillis) {
        this.letters = letters;
        this.adapters = adapters;
        this.intake = intake;
        this.fetches = fetches;
        this.vault = vault;
        this.nowMillis = nowMillis;
    }

    /**
     * A page of letters that were replayed.
     *
     * @param next the last one's id; null when there are no more
     */
    public record Page(List<DeadLetter> letters, @Nullable Long next) {}

    /** All letters after one that can be replayed and are not taken care of, one after the other. */
    public Future<Page> all(TenantConfig tenant, Channel channel, long after, int limit) {
        List<DeadLetter> done = new ArrayList<>();
        return letters.open(tenant.no(), channel.id(), after, limit + 1).compose(found -> {
            Future<?> each = Future.succeededFuture();
            for (DeadLetters.Whole one : found.subList(0, Math.min(limit, found.size()))) {
                each = each.compose(before -> one(tenant, channel, one)).onSuccess(done::add);
            }
            Long next = found.size() > limit ? found.get(limit - 1).letter().id() : null;
            return each.map(all -> new Page(done, next));
        });
    }

    /** Replays one that can be; one that was taken care of before answers what it was answered then. */
    public Future<DeadLetter> one(TenantConfig tenant, Channel channel, DeadLetters.Whole whole) {
        DeadLetter letter = whole.letter();
        if (letter.replayedAtMillis() != 0) {
            return Future.succeededFuture(letter);
        }
        return vault.ready(tenant.no())
                .compose(keys -> {
                    ChannelAdapter adapter = adapters.get(channel.type());
                    Reading reading = adapter == null
                            ? new Reading.Refused(404, "the channel takes no deliveries")
                            : adapter.read(
                                    channel,
                                    ChannelSecrets.open(keys, channel),
                                    whole.body().delivery(letter.atMillis()));
                    return bring(tenant, channel, letter, reading);
                })
                .compose(outcome -> letters.tried(
                        tenant.no(), letter, nowMillis.getAsLong(), outcome, outcome.getBoolean("done", false)))
                .map(stored -> stored == null ? letter : stored);
    }

    private Future<JsonObject> bring(TenantConfig tenant, Channel channel, DeadLetter letter, Reading reading) {
        if (reading instanceof Reading.Refused refused) {
            return Future.succeededFuture(outcome(false, "refused").put("reason", refused.reason()));
        }
        if (reading instanceof Reading.Fetches ids) {
            return fetches.keep(tenant.no(), channel, ids.wanted())
                    .map(kept -> but(ids.bad(), outcome(kept, kept ? "taken" : "not-ready")));
        }
        Reading.Leads delivered = (Reading.Leads) reading;
        List<Arrival> arrivals = delivered.leads().stream()
                .map(lead -> new Arrival(lead, key(tenant, letter, delivered, lead)))
                .toList();
        return intake.acceptAll(tenant.no(), arrivals, "channel:" + channel.id())
                .map(answers -> but(delivered.bad(), outcome(answers)));
    }

    /**
     * Names a lead, so that a replay that is repeated brings it in once. One that came alone has its delivery's name, as when
     * its platform sends it again. Of several each is named by what it holds: its place may be another once others can be read.
     * Null where the platform had no name for the delivery: then its words tell, as they would in any delivery.
     */
    private static @Nullable RequestKey key(
            TenantConfig tenant, DeadLetter letter, Reading.Leads delivered, LeadDraft lead) {
        String message = delivered.message();
        if (message == null) {
            return null;
        }
        if (delivered.leads().size() == 1 && delivered.bad().isEmpty()) {
            return RequestKey.ofDelivery(tenant.id(), letter.channel(), message, 0);
        }
        String content = new JsonObject()
                .put("id", lead.externalId())
                .put("contact", lead.contact().toJson())
                .put("attributes", lead.attributes())
                .put("source", lead.source())
                .encode();
        return RequestKey.ofDelivery(tenant.id(), letter.channel(), "letter " + letter.id() + " " + content, 0);
    }

    /** Some of the leads still cannot be read. */
    private static JsonObject but(List<BadPart> bad, JsonObject outcome) {
        return bad.isEmpty()
                ? outcome
                : outcome.put("done", false)
                        .put("result", "refused")
                        .put("reason", bad.get(0).reason());
    }

    /** {@code {"done","result","leads":[{"lead","result"}]}}: the result is the worst of all. */
    private static JsonObject outcome(List<Accepted> answers) {
        JsonArray leads = new JsonArray();
        JsonObject outcome = outcome(true, answers.isEmpty() ? "empty" : "taken");
        for (Accepted answer : answers) {
            leads.add(new JsonObject()
                    .put("lead", answer.lead() == 0 ? null : Long.toString(answer.lead()))
                    .put("result", answer.word()));
            if (!taken(answer)) {
                outcome.put("done", false).put("result", answer.word());
                if (answer instanceof Accepted.Refused refused) {
                    outcome.put("reason", refused.reason());
                }
            }
        }
        return outcome.put("leads", leads);
    }

    private static JsonObject outcome(boolean done, String result) {
        return new JsonObject().put("done", done).put("result", result);
    }

    private static boolean taken(Accepted answer) {
        return !(answer instanceof Accepted.Refused
                || answer instanceof Accepted.Overloaded
                || answer instanceof Accepted.Unknown
                || answer instanceof Accepted.Reused);
    }
}
