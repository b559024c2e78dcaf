package io.pelagos.http;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;

/** The API's description, rendered: /docs. */
final class DocsRoutes {
    private final SecurityHeaders safety;

    DocsRoutes(SecurityHeaders safety) {
        this.safety = safety;
    }

    void register(Router router) {
        Edge.page(router, "/docs*").handler(context -> {
            safety.page(context.response());
            context.next();
        });
        Edge.page(router, "/docs").handler(context -> {
            HttpServerResponse response = context.response().putHeader("Content-Type", "text/html; charset=utf-8");
            // Over HTTP/2 a file would be sent to who asks by HEAD, too.
            boolean head = context.request().method().equals(HttpMethod.HEAD);
            Future<Void> sent = head ? response.end() : response.sendFile("web/docs/index.html");
            sent.onFailure(context::fail);
        });
        Edge.page(router, "/docs/assets/*")
                .handler(StaticHandler.create("META-INF/resources/webjars/swagger-ui/5.34.1"));
        Edge.page(router, "/docs/*").handler(StaticHandler.create("web/docs"));
    }
}
