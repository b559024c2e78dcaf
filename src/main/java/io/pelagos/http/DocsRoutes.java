package io.pelagos.http;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;

/** The API's description, rendered: /docs. */
final class DocsRoutes {
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    void register(Router router) {
        router.get("/docs").handler(context -> context.response()
                .putHeader("Content-Type", "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .sendFile("web/docs/index.html"));
        router.get("/docs/assets/*").handler(StaticHandler.create("META-INF/resources/webjars/swagger-ui/5.34.1"));
        router.get("/docs/*").handler(StaticHandler.create("web/docs"));
    }
}
