package io.pelagos.http;

import io.pelagos.signin.OidcSignIn;
import io.pelagos.signin.ProviderTrouble;
import io.pelagos.team.Directory;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Signing in where a firm's people do: browsers are sent to its identity provider, and come back. */
public final class OidcRoutes {
    private static final String BEGIN = Api.BASE + "/session/oidc";
    private static final String BACK = BEGIN + "/callback";
    private static final String COOKIE = "pelagos_oidc";
    private static final long COOKIE_SECONDS = 600;
    /** A path of this server, and nothing that a browser could take for another's address. */
    private static final Pattern RETURN_TO = Pattern.compile("/(?![/\\\\])[A-Za-z0-9._~/?&=%#:@+,;-]{0,500}");

    private static final Pattern AUTHORITY = Pattern.compile("[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\]");
    private static final Problem STALE = Problem.of(
                    "sign-in-stale", 400, "This sign-in was not begun here, or too long ago")
            .detail("Begin anew at " + BEGIN);
    private static final Problem REFUSED = Problem.of(
                    "sign-in-refused", 401, "The identity provider has not said who this is, or nobody here is that")
            .header("WWW-Authenticate", "Bearer");
    private static final Problem UNREACHABLE = Problem.of(
                    "identity-provider", 503, "The identity provider does not answer as it should")
            .header("Retry-After", "5");

    private final Directory directory;
    private final OidcSignIn signIn;
    private final SessionCookie session;
    private final ClientAddress address;
    private final Web web;

    OidcRoutes(Directory directory, OidcSignIn signIn, SessionCookie session, ClientAddress address, Web web) {
        this.directory = directory;
        this.signIn = signIn;
        this.session = session;
        this.address = address;
        this.web = web;
    }

    public void register(Api api) {
        api.open(HttpMethod.GET, BEGIN, 0, this::begin);
        api.open(HttpMethod.GET, BACK, 0, this::back);
    }

    private Future<Answer> begin(Call call) {
        fresh();
        call.onlyQuery(Set.of("tenant", "return_to"), "is not known here");
        String tenant = call.query("tenant");
        if (tenant == null) {
            throw Problem.invalid("", "the query parameter tenant is required").refusal();
        }
        String asked = call.query("return_to");
        String returnTo = asked == null ? "/" : asked;
        if (!RETURN_TO.matcher(returnTo).matches()) {
            throw Problem.invalid("", "return_to must be a path of this server").refusal();
        }
        return signIn.begin(tenant, origin(call.request()) + BACK, returnTo)
                .map(begun -> {
                    if (begun == null) {
                        throw Problem.NOT_FOUND.refusal();
                    }
                    return redirect(begun.location()).cookie(cookie(begun.state(), COOKIE_SECONDS));
                })
                .recover(failure -> Future.failedFuture(trouble(failure)));
    }

    private static Throwable trouble(Throwable failure) {
        return failure instanceof ProviderTrouble ? UNREACHABLE.refusal() : failure;
    }

    private Future<Answer> back(Call call) {
        fresh();
        Cookie kept = call.request().getCookie(COOKIE);
        OidcSignIn.Return back = new OidcSignIn.Return(
                call.query("code"), call.query("state"), call.query("iss"), kept == null ? null : kept.getValue());
        return signIn.end(back, address.of(call.request()))
                .map(outcome -> answer(outcome).cookie(cookie("", 0)));
    }

    private Answer answer(OidcSignIn.Outcome outcome) {
        if (outcome instanceof OidcSignIn.In in) {
            return redirect(in.returnTo()).cookie(session.set(in.session().token()));
        }
        Problem problem =
                switch ((OidcSignIn.No) outcome) {
                    case STALE -> STALE;
                    case REFUSED -> REFUSED;
                    case UNREACHABLE -> UNREACHABLE;
                    case THROTTLED -> SessionRoutes.THROTTLED;
                    case BUSY -> Problem.NOT_READY;
                };
        return problem.answer();
    }

    private void fresh() {
        if (!directory.fresh()) {
            throw Problem.NOT_READY.refusal();
        }
    }

    private static Answer redirect(String location) {
        return new Answer(302, Buffer.buffer(), "", Map.of("Location", location));
    }

    /** What the browser sees of this server. The provider sends nobody to an address that was not registered there. */
    private String origin(HttpServerRequest request) {
        if (!web.publicUrl().isEmpty()) {
            return web.publicUrl();
        }
        HostAndPort authority = request.authority();
        if (authority == null || !AUTHORITY.matcher(authority.host()).matches()) {
            throw Problem.invalid("", "the header Host names no host").refusal();
        }
        return (web.tls() ? "https://" : "http://") + authority;
    }

    /** It must come along when the provider's page sends the browser back; so not strict. */
    private String cookie(String value, long seconds) {
        return Cookie.cookie(COOKIE, value)
                .setPath(BEGIN)
                .setHttpOnly(true)
                .setSecure(web.secure())
                .setSameSite(CookieSameSite.LAX)
                .setMaxAge(seconds)
                .encode();
    }
}
