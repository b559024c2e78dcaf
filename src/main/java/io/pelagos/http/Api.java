package io.pelagos.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.AsciiString;
import io.pelagos.platform.Tracing;
import io.pelagos.team.Directory;
import io.pelagos.team.Principal;
import io.pelagos.team.Role;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Tokens;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The edge: finds the route, signs in, checks role and scope, reads the body within its limits, and
 * turns every outcome into an answer. Register all routes before the first request.
 */
public final class Api {
    public static final String BASE = "/api/v1";

    private static final Logger log = LoggerFactory.getLogger(Api.class);

    /** What a request may cost. */
    public record Limits(int maxBodyBytes, long maxBodyMillis, long maxHeldBytes) {}

    /** How long a request waits for the newest configuration when its node is behind. */
    private static final long NEWEST_MILLIS = 3_000;

    private static final Buffer NO_BODY = Buffer.buffer();
    private static final CharSequence IDEMPOTENCY_KEY = new AsciiString("Idempotency-Key");
    private static final String SET_COOKIE = "Set-Cookie";
    private static final Set<HttpMethod> WITH_BODY = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);
    private static final Set<String> JSON_ONLY = Set.of(Answer.JSON);

    private final Vertx vertx;
    private final Directory directory;
    private final Tokens tokens;
    private final IntFunction<Future<?>> keys;
    private final WorkListener workListener;
    private final Limits limits;
    private final Rates rates;
    private final RequestWatch watch;
    private final Bodies bodies;
    private final SessionCookie cookie;
    private final SecurityHeaders safety;
    private final PathTree paths = new PathTree();
    private final List<Endpoint> endpoints = new ArrayList<>();
    private Function<Call, Future<?>> notes = call -> Future.succeededFuture();
    private volatile boolean leaving;

    /** Hears of each request by which an agent means to change something. */
    @FunctionalInterface
    public interface WorkListener {
        void works(int tenant, String agent);
    }

    /** @param keys loads a tenant's keys by its number; complete when they are there already */
    public Api(
            Vertx vertx,
            Directory directory,
            Tokens tokens,
            IntFunction<Future<?>> keys,
            WorkListener workListener,
            Limits limits,
            Web web,
            Rates rates,
            RequestWatch watch) {
        this.vertx = vertx;
        this.directory = directory;
        this.tokens = tokens;
        this.keys = keys;
        this.workListener = workListener;
        this.limits = limits;
        this.cookie = new SessionCookie(web.secure());
        this.safety = new SecurityHeaders(web.secure());
        this.rates = rates;
        this.watch = watch;
        this.bodies = new Bodies(vertx, limits.maxBodyMillis, limits.maxHeldBytes);
    }

    /** A route under {@link #BASE}; POST, PUT and PATCH have a JSON body. */
    public Api route(HttpMethod method, String path, Set<Role> roles, Endpoint.Route route) {
        boolean body = WITH_BODY.contains(method);
        return add(
                method,
                BASE + path,
                roles,
                body ? Endpoint.Body.READ : Endpoint.Body.NONE,
                JSON_ONLY,
                limits.maxBodyBytes,
                values -> true,
                route);
    }

    /** A route under {@link #BASE} that reads its body itself, as it comes, whatever its media type. */
    public Api upload(String path, Set<Role> roles, Endpoint.Route route) {
        return add(
                HttpMethod.POST,
                BASE + path,
                roles,
                Endpoint.Body.STREAM,
                Set.of(),
                Integer.MAX_VALUE,
                values -> true,
                route);
    }

    /** A route under {@link #BASE} whose body may be of some media types, and of another size than usual. */
    public Api route(
            HttpMethod method, String path, Set<Role> roles, Set<String> types, int maxBytes, Endpoint.Route route) {
        return add(method, BASE + path, roles, Endpoint.Body.READ, types, maxBytes, values -> true, route);
    }

    /** A route anywhere, without sign-in, with any body; called even while the directory is not fresh. */
    public Api open(HttpMethod method, String path, int maxBytes, Endpoint.Route route) {
        return open(method, path, maxBytes, values -> true, route);
    }

    /** Likewise; {@code known} is asked about the path's parameters before a byte of the body is read. */
    public Api open(HttpMethod method, String path, int maxBytes, Predicate<List<String>> known, Endpoint.Route route) {
        boolean body = WITH_BODY.contains(method);
        Endpoint.Body reading = body ? Endpoint.Body.READ : Endpoint.Body.NONE;
        return add(method, path, Set.of(), reading, Set.of(), maxBytes, known, route);
    }

    /** Likewise; {@code unread} hears of bodies that are not read, such as those that are too large. */
    public Api open(
            HttpMethod method,
            String path,
            int maxBytes,
            Predicate<List<String>> known,
            Endpoint.Unread unread,
            Endpoint.Route route) {
        return add(method, path, Set.of(), Endpoint.Body.READ, Set.of(), maxBytes, known, unread, route);
    }

    /** A POST under {@link #BASE} with JSON, without sign-in. No form of another site can send it: they have no such type. */
    public Api openJson(String path, int maxBytes, Endpoint.Route route) {
        return add(
                HttpMethod.POST, BASE + path, Set.of(), Endpoint.Body.READ, JSON_ONLY, maxBytes, values -> true, route);
    }

    private Api add(
            HttpMethod method,
            String path,
            Set<Role> roles,
            Endpoint.Body body,
            Set<String> types,
            int maxBytes,
            Predicate<List<String>> known,
            Endpoint.Route route) {
        return add(method, path, roles, body, types, maxBytes, known, (request, values, status) -> {}, route);
    }

    private Api add(
            HttpMethod method,
            String path,
            Set<Role> roles,
            Endpoint.Body body,
            Set<String> types,
            int maxBytes,
            Predicate<List<String>> known,
            Endpoint.Unread unread,
            Endpoint.Route route) {
        String scope = "";
        if (path.startsWith(BASE)) {
            String first = path.substring(BASE.length() + 1).split("[/:]", -1)[0];
            scope = first + (method.equals(HttpMethod.GET) ? ":read" : ":write");
        }
        Endpoint endpoint = new Endpoint(
                method,
                path,
                roles,
                scope,
                body,
                types,
                maxBytes,
                PathTree.parameters(path),
                known,
                unread,
                route,
                watch.route(method.name(), path));
        paths.add(endpoint);
        endpoints.add(endpoint);
        return this;
    }

    /** @param notes notes what a call has {@link Call#seen seen}, before it is answered */
    void noting(Function<Call, Future<?>> notes) {
        this.notes = notes;
    }

    /** What a body in JSON may have, unless its route says otherwise. */
    int maxBodyBytes() {
        return limits.maxBodyBytes;
    }

    /** All routes, to be compared with the OpenAPI document. */
    public List<Endpoint> endpoints() {
        return List.copyOf(endpoints);
    }

    /** Whether a path belongs to a route, or to the part of the address space where only routes are. */
    public boolean owns(String path) {
        return path.startsWith("/api/") || paths.find(path, new ArrayList<>(2)) != null;
    }

    /** Answers a request. May serve directly as the handler of a server. */
    public void handle(HttpServerRequest request) {
        List<String> values = new ArrayList<>(2);
        String path = request.path();
        PathTree.@Nullable Node node = path == null || path.isEmpty() ? null : paths.find(path, values);
        Endpoint endpoint = node == null ? null : node.endpoint(request.method());
        Tracing.Scope scope = watch.begin(request, endpoint);
        try {
            handle(request, node, endpoint, values);
        } finally {
            scope.close();
        }
    }

    private void handle(
            HttpServerRequest request, PathTree.@Nullable Node node, @Nullable Endpoint endpoint, List<String> values) {
        try {
            rates.address(request);
            SingleHeader.checkHost(request);
        } catch (Refusal refusal) {
            refuse(request, refusal.problem());
            return;
        }
        if (node == null) {
            refuse(request, Problem.NOT_FOUND);
            return;
        }
        if (endpoint == null) {
            Problem problem = Problem.of("method-not-allowed", 405, "This method is not known here");
            refuse(request, problem.header("Allow", node.allowed()));
            return;
        }
        try {
            if (!endpoint.known().test(values)) {
                // Who is behind does not know whether there is none: a platform would not come back.
                throw (directory.fresh() ? Problem.NOT_FOUND : Problem.NOT_READY).refusal();
            }
            if (endpoint.open()) {
                receive(request, endpoint, values, null);
            } else {
                signIn(request, endpoint, values);
            }
        } catch (RuntimeException e) {
            refuse(request, Failures.problem(endpoint, e));
        }
    }

    private void signIn(HttpServerRequest request, Endpoint endpoint, List<String> values) {
        if (directory.fresh()) {
            identify(request, endpoint, values);
        } else {
            // Held up for a moment, and behind: whoever came meanwhile need not be sent away.
            when(request, endpoint, newest(), done -> identify(request, endpoint, values));
        }
    }

    private void identify(HttpServerRequest request, Endpoint endpoint, List<String> values) {
        SessionCookie.Credential credential = cookie.credential(request);
        if (credential == null) {
            throw Problem.UNAUTHORIZED.refusal();
        }
        rates.stranger(request, () -> tokens.remembers(credential.token()));
        Future<@Nullable Principal> found = watch.keep(tokens.use(credential.token()));
        if (found.isComplete()) {
            if (found.failed()) {
                throw notYet(endpoint, found.cause());
            }
            receive(request, endpoint, values, known(request, credential, found.result()));
            return;
        }
        when(
                request,
                endpoint,
                found,
                principal -> receive(request, endpoint, values, known(request, credential, principal)));
    }

    /** The configuration as of now, or later; fails when it cannot be had in a moment. */
    private Future<Void> newest() {
        return watch.keep(directory.refresh())
                .timeout(NEWEST_MILLIS, TimeUnit.MILLISECONDS)
                .recover(late -> Future.failedFuture(Problem.NOT_READY.refusal()));
    }

    /** Goes on with a request when something is there, of which a failure means that nothing has been done yet. */
    private <T extends @Nullable Object> void when(
            HttpServerRequest request, Endpoint endpoint, Future<T> awaited, Consumer<T> next) {
        request.pause();
        awaited.onComplete(done -> {
            try {
                if (done.failed()) {
                    throw done.cause() instanceof Refusal refusal ? refusal : notYet(endpoint, done.cause());
                }
                next.accept(done.result());
            } catch (RuntimeException e) {
                refuse(request, Failures.problem(endpoint, e));
            }
        });
    }

    /** Whatever it was, nothing has been done yet. */
    private static Refusal notYet(Endpoint endpoint, Throwable cause) {
        Failures.problem(endpoint, cause);
        return Problem.NOT_READY.refusal();
    }

    private Principal known(
            HttpServerRequest request, SessionCookie.Credential credential, @Nullable Principal principal) {
        if (principal == null) {
            rates.nobodys(request);
            throw Problem.UNAUTHORIZED
                    .header("WWW-Authenticate", "Bearer error=\"invalid_token\"")
                    .refusal();
        }
        if (!SessionCookie.ours(request, credential)) {
            throw Problem.CSRF.refusal();
        }
        return principal;
    }

    private void receive(
            HttpServerRequest request, Endpoint endpoint, List<String> values, @Nullable Principal principal) {
        TenantConfig tenant = principal == null ? null : Access.check(directory, endpoint, principal);
        SessionCookie.Credential credential = tenant == null ? null : cookie.credential(request);
        if (tenant != null && credential != null) {
            rates.token(tenant, credential.token());
        }
        Future<?> ready = tenant == null ? null : watch.keep(keys.apply(tenant.no()));
        if (ready == null || ready.succeeded()) {
            receive(request, endpoint, values, principal, tenant);
            return;
        }
        // Before anything is done: who cannot open a contact must not claim it.
        when(request, endpoint, ready, done -> receive(request, endpoint, values, principal, tenant));
    }

    private void receive(
            HttpServerRequest request,
            Endpoint endpoint,
            List<String> values,
            @Nullable Principal principal,
            @Nullable TenantConfig tenant) {
        // Keys are a principal's. What a platform calls so is its own matter, and costs no lead.
        String key = principal == null ? null : SingleHeader.of(request, IDEMPOTENCY_KEY);
        if (key != null && (key.isEmpty() || key.length() > 255)) {
            throw Problem.invalid("", "Idempotency-Key must have 1 to 255 characters")
                    .refusal();
        }
        if (endpoint.body() != Endpoint.Body.NONE) {
            try {
                MediaType.checkEncoding(request);
            } catch (Refusal refusal) {
                endpoint.unread().refused(request, values, refusal.problem().status());
                throw refusal;
            }
        }
        if (endpoint.body() == Endpoint.Body.READ) {
            MediaType.check(request, endpoint.types());
            watch.keep(bodies.read(request, context(), endpoint.maxBytes())).onComplete(read -> {
                if (read.failed()) {
                    Problem problem = Failures.problem(endpoint, read.cause());
                    endpoint.unread().refused(request, values, problem.status());
                    refuse(request, problem);
                } else {
                    run(new Call(request, endpoint, values, principal, tenant, read.result(), key, cookie));
                }
            });
            return;
        }
        if (endpoint.body() == Endpoint.Body.STREAM) {
            request.pause();
        } else {
            bodies.discard(request, context());
        }
        run(new Call(request, endpoint, values, principal, tenant, NO_BODY, key, cookie));
    }

    private void run(Call call) {
        HttpServerRequest request = call.request();
        String agent = call.endpoint().open() ? null : call.principal().agent();
        // A desk that is left open keeps reading; that is no work, nor is choosing the first password.
        if (agent != null
                && call.hasTenant()
                && !HttpMethod.GET.equals(request.method())
                && !call.principal().passwordDue()) {
            workListener.works(call.tenant().no(), agent);
        }
        Future<Answer> answer;
        try {
            answer = call.endpoint().route().handle(call);
        } catch (RuntimeException e) {
            refuse(request, Failures.problem(call.endpoint(), e));
            return;
        }
        answer.onComplete(done -> {
            if (done.succeeded()) {
                answer(call, done.result());
            } else {
                refuse(request, Failures.problem(call.endpoint(), done.cause()));
            }
        });
    }

    /** What has been seen is noted first, and shown to nobody of whom that cannot be. */
    private void answer(Call call, Answer answer) {
        if (call.seen() == null) {
            write(call.request(), answer);
            return;
        }
        notes.apply(call).onComplete(noted -> {
            if (noted.succeeded()) {
                write(call.request(), answer);
            } else {
                refuse(call.request(), Failures.problem(call.endpoint(), noted.cause()));
            }
        });
    }

    private void refuse(HttpServerRequest request, Problem problem) {
        if (problem.status() == 408) {
            // The rest of the body may never come.
            HttpServerResponse response = request.response();
            if (request.version() != HttpVersion.HTTP_2) {
                response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
            write(request, problem.answer())
                    .onComplete(v -> request.connection().close());
            return;
        }
        write(request, problem.answer());
        bodies.discard(request, context());
    }

    /** Answers what the HTTP codec could not read, and ends the connection: where the next request begins is unknown. */
    public void handleInvalid(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        Problem problem = cause instanceof TooLongHttpLineException
                ? Problem.of("uri-too-long", 414, "The address is too long")
                : cause instanceof TooLongHttpHeaderException
                        ? Problem.of("headers-too-large", 431, "The headers are too large")
                        : Problem.invalid("", "this is not HTTP");
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        write(request, problem.answer()).onComplete(done -> request.connection().close());
    }

    /** From now on every answer is its connection's last: clients come back on a new one, to a server that stays. */
    public void leave() {
        leaving = true;
    }

    private Future<Void> write(HttpServerRequest request, Answer answer) {
        HttpServerResponse response = request.response();
        Answer.Streaming stream = answer.stream();
        if (response.ended() || response.closed()) {
            if (stream != null) {
                stream.unused();
            }
            return Future.succeededFuture();
        }
        response.setStatusCode(answer.status());
        safety.api(response);
        boolean last = last(request, stream != null);
        if (!answer.type().isEmpty()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, answer.type());
        }
        if (!answer.headers().isEmpty()) {
            answer.headers().forEach(response::putHeader);
        }
        if (!answer.cookies().isEmpty()) {
            response.putHeader(SET_COOKIE, answer.cookies());
        }
        Future<Void> written = stream == null ? end(request, answer.body()) : stream(request, response, stream);
        // Who still sends would lose the answer; the end of the server closes that connection.
        return last && !Bodies.outstanding(request) ? written.onComplete(done -> part(request)) : written;
    }

    /** With all of a body. Who asks by HEAD only hears how long it is; over HTTP/2 Vert.x would send it. */
    static Future<Void> end(HttpServerRequest request, Buffer body) {
        HttpServerResponse response = request.response();
        return HttpMethod.HEAD.equals(request.method())
                ? response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length()))
                        .end()
                : response.end(body);
    }

    /**
     * Whether the answer that is about to be written is its connection's last, and then says so.
     *
     * @param stream it may end with its node, when a request right behind it would be lost
     */
    boolean last(HttpServerRequest request, boolean stream) {
        if (request.version() == HttpVersion.HTTP_2) {
            return leaving;
        }
        boolean last = leaving || stream;
        if (last) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        return last;
    }

    /** Behind the last answer. What a client of HTTP/2 has sent before it hears of it is answered, too. */
    static void part(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.connection().goAway(0, Integer.MAX_VALUE);
        } else {
            request.connection().close();
        }
    }

    private Future<Void> stream(HttpServerRequest request, HttpServerResponse response, Answer.Streaming stream) {
        Promise<Void> gone = Promise.promise();
        response.setChunked(true)
                .closeHandler(end -> gone.tryComplete())
                // Of a client that has left; the close handler is called, too.
                .exceptionHandler(e -> log.debug("a stream broke off: {}", e.getMessage()));
        return stream.write(response, gone.future()).transform(done -> {
            if (response.ended() || response.closed()) {
                return Future.succeededFuture();
            }
            if (done.failed()) {
                cut(request);
                return Future.succeededFuture();
            }
            return response.end();
        });
    }

    /** At once: an orderly close would wait until a client that reads nothing has read what is on its way. */
    private static void cut(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2 && request.connection() instanceof ConnectionBase connection) {
            connection
                    .channelHandlerContext()
                    .close()
                    .addListener(end -> log.debug("a stream was cut off: {}", end.isSuccess()));
        } else {
            request.response().reset();
        }
    }

    private Context context() {
        return vertx.getOrCreateContext();
    }
}
