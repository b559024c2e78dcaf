package io.pelagos.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;

/** The API's description, rendered: /docs. */
final class DocsRoutes {
    private final SecurityHeaders safety;

    DocsRoutes(SecurityHeaders safety) {
        this.safety = safety;
    }

    void register(Router router) {
        router.get("/docs*").handler(context -> {
            safety.page(context.response());
            context.next();
        });
        Edge.page(router, "/docs").handler(context -> context.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .sendFile("web/docs/index.html"));
        Edge.page(router, "/docs/assets/*")
                .handler(StaticHandler.create("META-INF/resources/webjars/swagger-ui/5.34.1"));
        Edge.page(router, "/docs/*").handler(StaticHandler.create("web/docs"));
    }
}
