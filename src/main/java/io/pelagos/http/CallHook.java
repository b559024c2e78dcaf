package io.pelagos.http;

import io.pelagos.channel.Channel;
import io.pelagos.channel.Credentials;
import io.pelagos.channel.Delivery;
import io.pelagos.channel.DeliveryWatch;
import io.pelagos.channel.generic.CallAdapter;
import io.pelagos.followup.CallDesk;
import io.pelagos.followup.ToldCall;
import io.pelagos.journal.Caller;
import io.pelagos.journal.Verdict;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** A phone system pushes calls to a channel of type {@code calls}. */
final class CallHook {
    private final CallAdapter adapter = new CallAdapter();
    private final CallDesk desk;
    private final DeliveryWatch watch;

    CallHook(CallDesk desk, DeliveryWatch watch) {
        this.desk = desk;
        this.watch = watch;
    }

    Future<Answer> receive(TenantConfig tenant, Channel channel, Credentials secrets, Delivery delivery) {
        CallAdapter.Reading reading = adapter.read(tenant, channel, secrets, delivery);
        if (reading instanceof CallAdapter.Reading.No no) {
            watch.refused(tenant, channel, delivery, no.refused());
            return Future.succeededFuture(HookRoutes.refusal(no.refused()).answer());
        }
        ToldCall told = ((CallAdapter.Reading.Told) reading).call();
        return desk.take(Caller.server(tenant, "channel:" + channel.id()), told)
                .map(taken -> taken.map(call -> answer(call, 200))
                        .orElseThrow(() -> Problem.invalid("/lead", "there is no such lead")
                                .refusal()));
    }

    /** {@code {"id","lead","matched"}}, or why it cannot be told now. */
    static Answer answer(CallDesk.Taken taken, int status) {
        if (taken.verdict() instanceof Verdict.Obstacle obstacle) {
            return Obstacles.answer(obstacle);
        }
        return Answer.json(
                status,
                new JsonObject()
                        .put("id", taken.call().id())
                        .put("lead", LeadIds.text(taken.call().lead()))
                        .put("matched", taken.matched()));
    }
}
