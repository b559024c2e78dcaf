package io.pelagos.live;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Whose stream it is. */
public interface Guest {
    int tenant();

    /** Names who signed in, among those of the tenant. */
    String principal();

    /** What the stream shows now; null when its sign-in is over. Cheap while nothing has changed. */
    Future<@Nullable Sight> look();
}
