package io.pelagos.http;

import io.pelagos.channel.Accepted;
import io.pelagos.channel.Arrival;
import io.pelagos.channel.BadPart;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.DeliveryWatch;
import io.pelagos.channel.Hooks;
import io.pelagos.channel.Intake;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.PendingFetches;
import io.pelagos.channel.Replies;
import io.pelagos.channel.RequestKey;
import io.pelagos.lead.ContactVault;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The addresses to which platforms push leads. No sign-in: each adapter knows its platform's proof. */
public final class HookRoutes {
    private final Hooks hooks;
    private final Map<Channel.Type, ChannelAdapter> adapters;
    private final CallHook calls;
    private final PingHook pings;
    private final Intake intake;
    private final PendingFetches fetches;
    private final ContactVault vault;
    private final InstantSource clock;
    private final DeliveryWatch watch;
    private final int maxBytes;

    HookRoutes(
            Hooks hooks,
            Map<Channel.Type, ChannelAdapter> adapters,
            CallHook calls,
            PingHook pings,
            Intake intake,
            PendingFetches fetches,
            ContactVault vault,
            InstantSource clock,
            DeliveryWatch watch,
            int maxBytes) {
        this.hooks = hooks;
        this.adapters = adapters;
        this.calls = calls;
        this.pings = pings;
        this.intake = intake;
        this.fetches = fetches;
        this.vault = vault;
        this.clock = clock;
        this.watch = watch;
        this.maxBytes = maxBytes;
    }

    public void register(Api api) {
        api.open(HttpMethod.POST, "/hooks/{key}", maxBytes, this::takes, this::unread, this::receive);
        api.open(HttpMethod.GET, "/hooks/{key}", maxBytes, values -> hooks.find(values.get(0)) != null, this::greet);
    }

    /** What comes to a channel that is switched off is not read, but counted. */
    private boolean takes(List<String> values) {
        Hooks.Hook hook = hooks.any(values.get(0));
        if (hook != null && !hook.channel().enabled()) {
            watch.arrived(hook.tenant(), hook.channel());
            watch.disabled(hook.tenant(), hook.channel());
            return false;
        }
        return hook != null;
    }

    /** Of a body that is too large, or compressed, only the head is known. */
    private void unread(HttpServerRequest request, List<String> values, int status) {
        Hooks.Hook hook = hooks.find(values.get(0));
        boolean large = status == Problem.TOO_LARGE.status();
        if (hook != null && (large || status == Problem.UNSUPPORTED_TYPE.status())) {
            Delivery head = new Delivery(
                    request.headers(),
                    MultiMap.caseInsensitiveMultiMap(),
                    new byte[0],
                    request.getHeader(HttpHeaders.CONTENT_TYPE),
                    clock.millis());
            watch.arrived(hook.tenant(), hook.channel());
            watch.refused(
                    hook.tenant(),
                    hook.channel(),
                    head,
                    new ChannelAdapter.Reading.Refused(
                            status, large ? "the body has more than " + maxBytes + " bytes" : MediaType.ENCODED));
        }
    }

    private Future<Answer> receive(Call call) {
        Hooks.Hook known = hooks.find(call.path("key"));
        if (known != null) {
            watch.arrived(known.tenant(), known.channel());
        }
        if (known != null && known.channel().type() == Channel.Type.CALLS) {
            return vault.ready(known.tenant().no())
                    .compose(keys ->
                            calls.receive(known.tenant(), known.channel(), known.secrets(keys), delivery(call)));
        }
        return open(call, (hook, adapter, secrets, delivery) -> {
            Channel channel = hook.channel();
            ChannelAdapter.Reading reading = adapter.read(channel, secrets, delivery);
            if (reading instanceof ChannelAdapter.Reading.Refused refused) {
                watch.refused(hook.tenant(), channel, delivery, refused);
                return Future.succeededFuture(refusal(refused).answer());
            }
            Future<List<Accepted>> done = reading instanceof ChannelAdapter.Reading.Fetches ids
                    ? keep(hook, ids)
                    : bring(hook, secrets, delivery, (ChannelAdapter.Reading.Leads) reading);
            return done.onSuccess(results -> tellLost(hook, delivery, reading, results))
                    .map(results -> answer(Replies.of(channel, adapter, all(results, reading))));
        });
    }

    /** With those that could not be read at their places in the list. */
    private static List<Accepted> all(List<Accepted> results, ChannelAdapter.Reading reading) {
        if (!(reading instanceof ChannelAdapter.Reading.Leads leads)
                || leads.bad().isEmpty()) {
            return results;
        }
        List<Accepted> all = new ArrayList<>(results);
        for (BadPart bad : leads.bad()) {
            if (bad.place() >= 0 && bad.place() <= all.size()) {
                all.add(bad.place(), new Accepted.Unreadable());
            }
        }
        return all;
    }

    private Future<List<Accepted>> bring(
            Hooks.Hook hook, Credentials secrets, Delivery delivery, ChannelAdapter.Reading.Leads delivered) {
        if (hook.channel().ping() == null) {
            return accept(hook.tenant(), hook.channel(), delivered);
        }
        return pings.bring(
                hook.tenant(),
                hook.channel(),
                secrets,
                delivery,
                delivered,
                taken -> accept(hook.tenant(), hook.channel(), taken));
    }

    /** What could not be read of a delivery, or not be stored: once for all that is in it, as it is kept as a whole. */
    private void tellLost(Hooks.Hook hook, Delivery delivery, ChannelAdapter.Reading reading, List<Accepted> results) {
        List<BadPart> bad = reading instanceof ChannelAdapter.Reading.Leads leads
                ? leads.bad()
                : reading instanceof ChannelAdapter.Reading.Fetches ids ? ids.bad() : List.of();
        if (!bad.isEmpty()) {
            watch.unreadable(hook.tenant(), hook.channel(), delivery, bad);
            return;
        }
        for (Accepted result : results) {
            if (result instanceof Accepted.Refused refused) {
                watch.unstorable(hook.tenant(), hook.channel(), delivery, refused.reason());
                return;
            }
        }
    }

    /** The platform's handshake. */
    private Future<Answer> greet(Call call) {
        return open(call, (hook, adapter, secrets, question) -> {
            ChannelAdapter.Reply reply = adapter.handshake(hook.channel(), secrets, question);
            return Future.succeededFuture(reply == null ? Problem.NOT_FOUND.answer() : answer(reply));
        });
    }

    private interface Opened {
        Future<Answer> handle(Hooks.Hook hook, ChannelAdapter adapter, Credentials secrets, Delivery delivery);
    }

    private Future<Answer> open(Call call, Opened then) {
        Hooks.Hook hook = hooks.find(call.path("key"));
        ChannelAdapter adapter =
                hook == null ? null : adapters.get(hook.channel().type());
        if (hook == null || adapter == null) {
            throw Problem.NOT_FOUND.refusal();
        }
        return vault.ready(hook.tenant().no())
                .compose(keys -> then.handle(hook, adapter, hook.secrets(keys), delivery(call)));
    }

    private Delivery delivery(Call call) {
        return new Delivery(
                call.request().headers(), call.params(), call.bytes().getBytes(), call.contentType(), clock.millis());
    }

    /** Nothing to answer for one by one; what could not be kept is to come again. */
    private Future<List<Accepted>> keep(Hooks.Hook hook, ChannelAdapter.Reading.Fetches ids) {
        return fetches.keep(hook.tenant().no(), hook.channel(), ids.wanted())
                .onSuccess(kept -> {
                    if (kept) {
                        watch.tested(hook.tenant(), hook.channel(), ids.tests());
                    }
                })
                .map(kept -> kept ? List.of() : List.of(new Accepted.Overloaded()));
    }

    private Future<List<Accepted>> accept(
            TenantConfig tenant, Channel channel, ChannelAdapter.Reading.Leads delivered) {
        List<Arrival> arrivals = new ArrayList<>();
        String message = delivered.message();
        for (LeadDraft lead : delivered.leads()) {
            RequestKey key =
                    message == null ? null : RequestKey.ofDelivery(tenant.id(), channel.id(), message, arrivals.size());
            arrivals.add(new Arrival(lead, key));
        }
        return intake.acceptAll(tenant.no(), arrivals, "channel:" + channel.id());
    }

    private static Answer answer(ChannelAdapter.Reply reply) {
        Answer answer = new Answer(reply.status(), Buffer.buffer(reply.body()), reply.contentType(), Map.of());
        return reply.status() == 503 ? answer.header("Retry-After", "1") : answer;
    }

    static Problem refusal(ChannelAdapter.Reading.Refused refused) {
        return switch (refused.status()) {
            case 401 -> Problem.of("unauthorized", 401, "The signature or the key is wrong");
            case 404 -> Problem.NOT_FOUND;
            case 413 -> Problem.TOO_LARGE.detail(refused.reason());
            case 415 -> Problem.UNSUPPORTED_TYPE.detail(refused.reason());
            default -> Problem.invalid("", refused.reason());
        };
    }
}
