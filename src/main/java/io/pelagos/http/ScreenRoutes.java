package io.pelagos.http;

import io.pelagos.screens.Asset;
import io.pelagos.screens.Assets;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The pages that people work with. What belongs to them is kept by browsers for good, the page itself is asked for anew. */
final class ScreenRoutes {
    /** Each is the same page, which shows what its address says. */
    private static final List<String> PAGES = List.of("/", "/desk", "/desk/*", "/console", "/console/*");

    private static final String FOR_GOOD = "public, max-age=31536000, immutable";

    private final Future<Assets> assets;
    private final SecurityHeaders safety;

    ScreenRoutes(Vertx vertx, SecurityHeaders safety) {
        // Not waited for at the start: only browsers need them.
        this.assets = vertx.executeBlocking(Assets::load);
        this.safety = safety;
    }

    void register(Router router) {
        PAGES.forEach(path -> Edge.page(router, path).handler(this::page));
        Edge.page(router, "/assets/*").handler(this::file);
    }

    private void page(RoutingContext context) {
        assets.onComplete(
                all -> {
                    HttpServerResponse response = context.response();
                    safety.page(response, all.importsHash());
                    response.putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
                    send(context, all.index());
                },
                context::fail);
    }

    private void file(RoutingContext context) {
        assets.onComplete(
                all -> {
                    Asset file = all.file(context.request().path());
                    if (file == null) {
                        context.next();
                        return;
                    }
                    safety.page(context.response());
                    context.response().putHeader(HttpHeaders.CACHE_CONTROL, FOR_GOOD);
                    send(context, file);
                },
                context::fail);
    }

    private static void send(RoutingContext context, Asset file) {
        HttpServerResponse response = context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, file.type())
                .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        String accepted = context.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        if (accepted != null && accepted.contains("gzip")) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
            Api.end(context.request(), Buffer.buffer(file.gzip()));
        } else {
            Api.end(context.request(), Buffer.buffer(file.plain()));
        }
    }
}
