package io.pelagos.http;

import io.pelagos.privacy.Sightings;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;

/** Notes what an answer shows in the clear of leads that are not the caller's. */
final class SeenNotes {
    private final Sightings sightings;

    SeenNotes(Sightings sightings) {
        this.sightings = sightings;
    }

    /** Before the call is answered. */
    Future<?> note(Call call) {
        Call.Seen seen = call.seen();
        return seen == null
                ? Future.succeededFuture()
                : sightings.note(
                        call.tenant().no(), call.principal().id(), how(call.endpoint()), seen.fields(), seen.leads());
    }

    private static String how(Endpoint endpoint) {
        if (!endpoint.method().equals(HttpMethod.GET)) {
            return "answer";
        }
        return endpoint.parameters().contains("lead") ? "lead" : "list";
    }
}
