package io.pelagos.http;

import io.pelagos.channel.Accepted;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.Hooks;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.PingTerms;
import io.pelagos.channel.generic.PingAdapter;
import io.pelagos.lead.ContactVault;
import io.pelagos.lead.Rfc3339;
import io.pelagos.ping.Pings;
import io.pelagos.ping.Pings.Bid;
import io.pelagos.ping.Pings.Post;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A partner asks what a lead is worth before it sends it. */
final class PingHook {
    private static final String PING_ID = "ping_id";

    private final PingAdapter adapter = new PingAdapter();
    private final Hooks hooks;
    private final Pings pings;
    private final ContactVault vault;
    private final InstantSource clock;
    private final int maxBytes;

    PingHook(Hooks hooks, Pings pings, ContactVault vault, InstantSource clock, int maxBytes) {
        this.hooks = hooks;
        this.pings = pings;
        this.vault = vault;
        this.clock = clock;
        this.maxBytes = maxBytes;
    }

    void register(Api api) {
        api.open(
                HttpMethod.POST,
                "/hooks/{key}/ping",
                maxBytes,
                values -> terms(hooks.find(values.get(0))) != null,
                this::ask);
    }

    private static @Nullable PingTerms terms(Hooks.@Nullable Hook hook) {
        return hook == null ? null : hook.channel().ping();
    }

    private Future<Answer> ask(Call call) {
        Hooks.Hook hook = hooks.find(call.path("key"));
        PingTerms terms = terms(hook);
        if (hook == null || terms == null) {
            throw Problem.NOT_FOUND.refusal();
        }
        TenantConfig tenant = hook.tenant();
        Channel channel = hook.channel();
        return vault.ready(tenant.no()).compose(keys -> {
            Delivery delivery = new Delivery(
                    call.request().headers(),
                    call.params(),
                    call.bytes().getBytes(),
                    call.contentType(),
                    clock.millis());
            PingAdapter.Reading reading = adapter.read(channel, hook.secrets(keys), delivery);
            if (reading instanceof PingAdapter.Reading.No no) {
                return Future.succeededFuture(HookRoutes.refusal(no.refused()).answer());
            }
            PingAdapter.Fields fields = ((PingAdapter.Reading.Offer) reading).fields();
            return pings.bid(
                            tenant,
                            channel,
                            terms,
                            new Pings.Offer(terms.price(fields::text), fields.phone(), fields.phoneHash()))
                    .map(PingHook::answer);
        });
    }

    private static Answer answer(Bid bid) {
        if (bid instanceof Bid.Reserved reserved) {
            return Answer.ok(new JsonObject()
                    .put("accepted", true)
                    .put(PING_ID, Long.toString(reserved.id()))
                    .put("price", reserved.price())
                    .put("currency", reserved.currency())
                    .put("expires_at", Rfc3339.text(reserved.expiresAtMillis())));
        }
        return Answer.ok(new JsonObject().put("accepted", false).put("reason", ((Bid.No) bid).reason()));
    }

    /**
     * Takes the reservation that a delivery names, and brings its lead; refuses one that names none that holds. What is answered
     * names the delivery: sent again, it is the same lead.
     */
    Future<List<Accepted>> bring(
            TenantConfig tenant,
            Channel channel,
            Credentials secrets,
            Delivery delivery,
            ChannelAdapter.Reading.Leads delivered,
            Function<ChannelAdapter.Reading.Leads, Future<List<Accepted>>> accept) {
        LeadDraft lead = delivered.leads().size() == 1 ? delivered.leads().get(0) : null;
        if (lead != null && lead.test()) {
            return accept.apply(delivered);
        }
        String named = delivery.query().get(PING_ID);
        if (named == null && lead != null && lead.attributes().getValue(PING_ID) != null) {
            named = String.valueOf(lead.attributes().getValue(PING_ID));
        }
        boolean number = named != null && named.matches("[1-9]\\d{0,17}");
        if (lead == null || named == null || !number) {
            throw problem(Post.No.UNKNOWN).refusal();
        }
        long id = Long.parseLong(named);
        ChannelAdapter.Reading.Leads once = new ChannelAdapter.Reading.Leads(delivered.leads(), "ping " + named);
        PingAdapter.Reading said = adapter.read(channel, secrets, delivery);
        if (said instanceof PingAdapter.Reading.No no) {
            throw HookRoutes.refusal(no.refused()).refusal();
        }
        PingAdapter.Fields fields = ((PingAdapter.Reading.Offer) said).fields();
        return take(tenant, channel, id, lead, fields, () -> accept.apply(once));
    }

    private Future<List<Accepted>> take(
            TenantConfig tenant,
            Channel channel,
            long id,
            LeadDraft lead,
            PingAdapter.Fields fields,
            Supplier<Future<List<Accepted>>> accept) {
        return pings.take(tenant, channel, id, lead.contact().phone(), fields::text)
                .compose(post -> {
                    if (post instanceof Post.No no) {
                        throw problem(no).refusal();
                    }
                    return post instanceof Post.Bought bought
                            ? Future.succeededFuture(List.of(bought.answer()))
                            : accept.get().compose(results -> noted(tenant, channel, id, results));
                });
    }

    /** The lead is there, so that a note that fails costs nobody the answer: its request is known for a day. */
    private Future<List<Accepted>> noted(TenantConfig tenant, Channel channel, long id, List<Accepted> results) {
        return pings.bought(tenant, channel, id, results.get(0)).transform(noted -> Future.succeededFuture(results));
    }

    private static Problem problem(Post.No no) {
        return switch (no) {
            case UNKNOWN -> Problem.conflict("unknown-ping", "There is no such reservation");
            case EXPIRED -> Problem.of("ping-expired", 410, "The reservation has expired");
            case MISMATCH -> Problem.conflict("ping-mismatch", "The lead is not the one that was asked about");
        };
    }
}
