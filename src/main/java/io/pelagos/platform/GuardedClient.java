package io.pelagos.platform;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Calls addresses that others have chosen. A name is looked up once, all that it stands for is checked, and the
 * connection goes to one of the very addresses that were checked, under the name's certificate: so a name that means
 * something else a moment later gains nothing. Redirects are not followed; time and what is read are bounded.
 */
public final class GuardedClient {
    /**
     * To one receiver at a time: more than callers have under way together, as the time of a request that waited for
     * another's connection would be over before it was sent.
     */
    private static final int CONNECTIONS_MAX = 1_024;

    private static final int WAITING_MAX = 1_000;
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ADDRESSES_TRIED_MAX = 3;

    private final Vertx vertx;
    private final HttpClientAgent client;
    private final WebTargets targets;
    private final AddressGuard guard;
    private final Names names;

    /** Looks up a name; at least one address, or a failure. */
    @FunctionalInterface
    public interface Names {
        Future<List<InetAddress>> addresses(String host);
    }

    /**
     * What to send.
     *
     * @param body empty for none
     * @param answerMaxBytes what of the answer's body is read at most
     */
    public record Request(String method, URI target, Map<String, String> headers, Buffer body, int answerMaxBytes) {}

    /**
     * An answer.
     *
     * @param headers by their names in small letters; the first of each
     * @param cut whether there is more of the body than was asked for
     */
    public record Reply(int status, Map<String, String> headers, Buffer body, boolean cut) {}

    /** Uses the names of the system. */
    public GuardedClient(Vertx vertx, AddressGuard guard, boolean allowHttp) {
        this(vertx, guard, allowHttp, new SystemNames(vertx), new HttpClientOptions());
    }

    GuardedClient(Vertx vertx, AddressGuard guard, boolean allowHttp, Names names, HttpClientOptions options) {
        this.vertx = vertx;
        this.guard = guard;
        this.targets = new WebTargets(allowHttp);
        this.names = names;
        this.client = vertx.createHttpClient(
                options.setConnectTimeout(CONNECT_MILLIS).setVerifyHost(true),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX).setMaxWaitQueueSize(WAITING_MAX));
    }

    /** What is wrong with an address as it is written, in words that follow its name; null for nothing. */
    public @Nullable String faultOf(String url) {
        return targets.fault(url);
    }

    /** Likewise, after looking up where it leads to now. */
    public Future<@Nullable String> check(String url) {
        return check(url, "has a name that is not found");
    }

    /** Likewise, but a name that is not found is nothing wrong: it may be there tomorrow. */
    public Future<@Nullable String> checkReach(String url) {
        return check(url, null);
    }

    private Future<@Nullable String> check(String url, @Nullable String notFound) {
        String fault = faultOf(url);
        if (fault != null || guard.permitsAll()) {
            return Future.succeededFuture(fault);
        }
        return lookUp(URI.create(url))
                .timeout(CONNECT_MILLIS, TimeUnit.MILLISECONDS)
                .map(found -> (String) null)
                .otherwise(failure -> failure instanceof Unreachable u && u.why() == Unreachable.Why.FORBIDDEN
                        ? "leads to an address that may not be called"
                        : notFound);
    }

    /** Fails with {@link Unreachable} when no whole answer came in time. */
    public Future<Reply> send(Request request, long withinMillis) {
        if (faultOf(request.target.toString()) != null) {
            return Future.failedFuture(new Unreachable(Unreachable.Why.FORBIDDEN));
        }
        Attempt attempt = new Attempt(request);
        long timer = vertx.setTimer(withinMillis, t -> attempt.end(new Unreachable(Unreachable.Why.TIME)));
        // Whatever thread knows the address: on another than its own an answer's parts could pass before their reader
        // is set.
        Context own = vertx.getOrCreateContext();
        lookUp(request.target)
                .onFailure(attempt.promise::tryFail)
                .onSuccess(addresses -> own.runOnContext(go -> Future.succeededFuture()
                        .compose(begun -> attempt.connect(addresses, 0))
                        .compose(attempt::exchange)
                        .onComplete(attempt.outcome)));
        return attempt.promise
                .future()
                .recover(failure -> Future.failedFuture(unreachable(failure)))
                .onComplete(done -> vertx.cancelTimer(timer));
    }

    public Future<Void> close() {
        return client.close();
    }

    /** All must be fit: a name for both a public and a private address is no mistake. */
    private Future<List<InetAddress>> lookUp(URI target) {
        return names.addresses(WebTargets.host(target))
                .recover(failure -> Future.failedFuture(new Unreachable(Unreachable.Why.NAME)))
                .compose(addresses -> addresses.stream().allMatch(guard::permits) && !addresses.isEmpty()
                        ? Future.succeededFuture(addresses)
                        : Future.failedFuture(new Unreachable(Unreachable.Why.FORBIDDEN)));
    }

    private static Unreachable unreachable(Throwable failure) {
        if (failure instanceof Unreachable known) {
            return known;
        }
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SSLException) {
                return new Unreachable(Unreachable.Why.TLS, failure);
            }
        }
        return new Unreachable(Unreachable.Why.CONNECTION, failure);
    }

    /** One request, which ends once: with its answer, or with what went wrong first. */
    private final class Attempt {
        private final Request request;
        private final Promise<Reply> promise = Promise.promise();
        private final io.vertx.core.Handler<io.vertx.core.AsyncResult<Reply>> outcome;
        private volatile @Nullable HttpClientRequest sent;

        Attempt(Request request) {
            this.request = request;
            this.outcome = done -> {
                if (done.succeeded()) {
                    promise.tryComplete(done.result());
                } else {
                    promise.tryFail(done.cause());
                }
            };
        }

        private void end(Unreachable why) {
            HttpClientRequest open = sent;
            if (promise.tryFail(why) && open != null) {
                open.reset();
            }
        }

        /** The next address is tried only as long as nothing has been sent. */
        private Future<HttpClientRequest> connect(List<InetAddress> addresses, int at) {
            return client.request(options(addresses.get(at))).recover(failure -> {
                boolean last = at + 1 >= Math.min(addresses.size(), ADDRESSES_TRIED_MAX);
                return last || promise.future().isComplete()
                        ? Future.failedFuture(failure)
                        : connect(addresses, at + 1);
            });
        }

        private RequestOptions options(InetAddress address) {
            URI target = request.target;
            int port = WebTargets.port(target);
            String path = target.getRawPath().isEmpty() ? "/" : target.getRawPath();
            RequestOptions options = new RequestOptions()
                    .setMethod(HttpMethod.valueOf(request.method))
                    // A literal, so that nothing is looked up again.
                    .setServer(SocketAddress.inetSocketAddress(port, literal(address)))
                    .setHost(WebTargets.host(target))
                    .setPort(port)
                    .setSsl(WebTargets.secure(target))
                    .setFollowRedirects(false)
                    .setURI(target.getRawQuery() == null ? path : path + "?" + target.getRawQuery());
            request.headers.forEach(options::putHeader);
            return options;
        }

        private static String literal(InetAddress address) {
            String text = address.getHostAddress();
            int scope = text.indexOf('%');
            return scope < 0 ? text : text.substring(0, scope);
        }

        private Future<Reply> exchange(HttpClientRequest open) {
            sent = open;
            if (promise.future().isComplete()) {
                open.reset();
                return promise.future();
            }
            Future<HttpClientResponse> answer = request.body.length() == 0 ? open.send() : open.send(request.body);
            return answer.compose(response -> read(open, response));
        }

        private Future<Reply> read(HttpClientRequest open, HttpClientResponse response) {
            Promise<Reply> read = Promise.promise();
            Buffer body = Buffer.buffer();
            response.handler(part -> {
                int room = request.answerMaxBytes - body.length();
                body.appendBuffer(part.length() <= room ? part : part.slice(0, room));
                if (part.length() > room && read.tryComplete(reply(response, body, true))) {
                    // The rest may have no end; it goes with the connection.
                    open.reset();
                }
            });
            response.exceptionHandler(read::tryFail);
            response.endHandler(end -> read.tryComplete(reply(response, body, false)));
            return read.future();
        }
    }

    private static Reply reply(HttpClientResponse response, Buffer body, boolean cut) {
        Map<String, String> headers = new HashMap<>();
        response.headers().forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        return new Reply(response.statusCode(), Map.copyOf(headers), body, cut);
    }
}
