package io.pelagos.http;

import io.pelagos.channel.Accepted;
import io.pelagos.channel.Channel;
import io.pelagos.channel.ChannelAdapter;
import io.pelagos.channel.ChannelSecrets;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.Hooks;
import io.pelagos.channel.Intake;
import io.pelagos.channel.LeadDraft;
import io.pelagos.channel.PendingFetches;
import io.pelagos.channel.Replies;
import io.pelagos.channel.RequestKey;
import io.pelagos.lead.ContactVault;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The addresses to which platforms push leads. No sign-in: each adapter knows its platform's proof. */
public final class HookRoutes {
    private final Hooks hooks;
    private final Map<Channel.Type, ChannelAdapter> adapters;
    private final Intake intake;
    private final PendingFetches fetches;
    private final ContactVault vault;
    private final InstantSource clock;
    private final int maxBytes;

    HookRoutes(
            Hooks hooks,
            Map<Channel.Type, ChannelAdapter> adapters,
            Intake intake,
            PendingFetches fetches,
            ContactVault vault,
            InstantSource clock,
            int maxBytes) {
        this.hooks = hooks;
        this.adapters = adapters;
        this.intake = intake;
        this.fetches = fetches;
        this.vault = vault;
        this.clock = clock;
        this.maxBytes = maxBytes;
    }

    public void register(Api api) {
        api.open(HttpMethod.POST, "/hooks/{key}", maxBytes, values -> hooks.find(values.get(0)) != null, this::receive);
        api.open(HttpMethod.GET, "/hooks/{key}", maxBytes, values -> hooks.find(values.get(0)) != null, this::greet);
    }

    private Future<Answer> receive(Call call) {
        return open(call, (hook, adapter, secrets, delivery) -> {
            Channel channel = hook.channel();
            ChannelAdapter.Reading reading = adapter.read(channel, secrets, delivery);
            if (reading instanceof ChannelAdapter.Reading.Refused refused) {
                return Future.succeededFuture(refusal(refused).answer());
            }
            Future<List<Accepted>> done = reading instanceof ChannelAdapter.Reading.Fetches ids
                    ? keep(hook, ids)
                    : accept(hook.tenant(), channel, (ChannelAdapter.Reading.Leads) reading);
            return done.map(results -> answer(Replies.of(channel, adapter, results)));
        });
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
        Delivery delivery = new Delivery(
                call.request().headers(), call.params(), call.bytes().getBytes(), call.contentType(), clock.millis());
        return vault.ready(hook.tenant().no())
                .compose(keys -> then.handle(hook, adapter, ChannelSecrets.open(keys, hook.channel()), delivery));
    }

    /** Nothing to answer for one by one; what could not be kept is to come again. */
    private Future<List<Accepted>> keep(Hooks.Hook hook, ChannelAdapter.Reading.Fetches ids) {
        return fetches.keep(hook.tenant().no(), hook.channel(), ids.wanted())
                .map(kept -> kept ? List.of() : List.of(new Accepted.Overloaded()));
    }

    private Future<List<Accepted>> accept(
            TenantConfig tenant, Channel channel, ChannelAdapter.Reading.Leads delivered) {
        List<Future<Accepted>> accepted = new ArrayList<>();
        String message = delivered.message();
        for (LeadDraft lead : delivered.leads()) {
            RequestKey key =
                    message == null ? null : RequestHash.delivery(tenant.id(), channel.id(), message, accepted.size());
            accepted.add(intake.accept(tenant.no(), lead, "channel:" + channel.id(), key));
        }
        return Future.all(accepted).map(all -> all.<Accepted>list());
    }

    private static Answer answer(ChannelAdapter.Reply reply) {
        Answer answer = new Answer(reply.status(), Buffer.buffer(reply.body()), reply.contentType(), Map.of());
        return reply.status() == 503 ? answer.header("Retry-After", "1") : answer;
    }

    private static Problem refusal(ChannelAdapter.Reading.Refused refused) {
        return switch (refused.status()) {
            case 401 -> Problem.of("unauthorized", 401, "The signature or the key is wrong");
            case 404 -> Problem.NOT_FOUND;
            case 413 -> Problem.TOO_LARGE;
            case 415 -> Problem.UNSUPPORTED_TYPE;
            default -> Problem.invalid("", refused.reason());
        };
    }
}
