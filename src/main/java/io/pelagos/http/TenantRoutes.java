package io.pelagos.http;

import io.pelagos.assignment.Points;
import io.pelagos.lead.Keyset;
import io.pelagos.pool.Pool;
import io.pelagos.pool.PoolChecks;
import io.pelagos.scoring.Scoring;
import io.pelagos.signin.Oidc;
import io.pelagos.signin.OidcSecret;
import io.pelagos.signin.SignInPolicy;
import io.pelagos.stats.StatsPolicy;
import io.pelagos.team.Change;
import io.pelagos.team.Directory;
import io.pelagos.team.Document;
import io.pelagos.team.Fault;
import io.pelagos.team.Section;
import io.pelagos.team.Tenant;
import io.pelagos.team.TenantConfig;
import io.pelagos.team.Tenants;
import io.pelagos.team.Tokens;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Tenants: operators make them, admins describe them. */
public final class TenantRoutes implements ConfigResource.Kind {
    private final Directory directory;
    private final Tenants tenants;
    private final Tokens tokens;
    private final ConfigWrites writes;
    private final IntFunction<Keyset> keys;
    private final Function<String, Future<@Nullable String>> reach;

    /**
     * Joins the parts.
     *
     * @param keys a tenant's, which seal the secret of its identity provider's client
     * @param reach what is wrong with an address that the server is to call; null: nothing
     */
    public TenantRoutes(
            Directory directory,
            Tokens tokens,
            ConfigWrites writes,
            IntFunction<Keyset> keys,
            Function<String, Future<@Nullable String>> reach) {
        this.directory = directory;
        this.tenants = new Tenants(directory);
        this.tokens = tokens;
        this.writes = writes;
        this.keys = keys;
        this.reach = reach;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/tenants", Access.OPERATOR, this::create);
        api.route(HttpMethod.GET, "/tenant", Access.ALL, this::read);
        api.route(HttpMethod.PUT, "/tenant", Access.ADMIN, this::replace);
    }

    @Override
    public List<Section<?>> sections() {
        return List.of(Tenant.TENANT, Scoring.SCORING, Points.POINTS, StatsPolicy.STATS, SignInPolicy.SIGN_IN);
    }

    @Override
    public JsonObject show(JsonObject stored) {
        return OidcSecret.hide(stored);
    }

    @Override
    public List<String> secrets() {
        return List.of(OidcSecret.POINTER);
    }

    /** With null where there is a secret, so that it can be written back as it was read. */
    @Override
    public JsonObject filed(JsonObject stored) {
        return OidcSecret.starred(stored);
    }

    @Override
    public Future<Void> mayStore(JsonObject body) {
        return reachable(Oidc.check(body));
    }

    /** As part of the whole configuration, where each pool is asked whether the change breaks it. */
    @Override
    public JsonObject store(Call call, TenantConfig tenant, String id, @Nullable JsonObject old, JsonObject body) {
        checked(body);
        ownMachines(tenant, old, Oidc.check(body));
        return OidcSecret.complete(keys.apply(tenant.no()), old, body);
    }

    private Future<Answer> create(Call call) {
        JsonObject tenant = call.json().copy();
        JsonObject only = new JsonObject().put("id", tenant.remove("id"));
        String id = Document.read(only, d -> d.text("id", Document.ID, "1 to 40 of a-z, 0-9 and -"));
        if (tenant.getValue("oidc") != null) {
            // Its secret is sealed with keys that the tenant does not have yet.
            throw Problem.invalid("/oidc", "is set later, by an admin with PUT /tenant")
                    .refusal();
        }
        Tenant read = checked(tenant);
        return writes.once(call, transaction -> create(transaction, call, id, tenant, read))
                .compose(answer -> directory.changed(id).map(answer));
    }

    private Future<Answer> create(SqlConnection transaction, Call call, String id, JsonObject tenant, Tenant read) {
        return tenants.create(transaction, id, call.principal().id(), tenant, List.of(Tenants.firstAdmin()))
                .compose(no -> {
                    if (no == null) {
                        throw Problem.conflict("already-exists", "There is a tenant with this id already")
                                .refusal();
                    }
                    return tokens.issue(transaction, no, Tenants.FIRST_ADMIN, "first", List.of(), null);
                })
                .map(issued -> Answer.json(
                        201,
                        new JsonObject()
                                .put("id", id)
                                .put("name", read.name())
                                .put("time_zone", read.zone().getId())
                                .put("token", issued.token())));
    }

    private Future<Answer> read(Call call) {
        TenantConfig tenant = call.tenant();
        JsonObject stored = tenant.doc(Tenant.TENANT.name(), "");
        JsonObject body = stored == null ? new JsonObject() : stored;
        return Future.succeededFuture(Answer.ok(view(tenant, body)).etag(tenant.version()));
    }

    private Future<Answer> replace(Call call) {
        JsonObject body = call.json().copy();
        Object id = body.remove("id");
        if (id != null && !id.equals(call.tenant().id())) {
            throw Problem.invalid("/id", "must be your tenant's id").refusal();
        }
        Tenant said = checked(body);
        return mayStore(body)
                .compose(reachable -> writes.change(call, tenant -> {
                    holdsForPools(tenant, said);
                    JsonObject stored = store(call, tenant, "", tenant.doc(Tenant.TENANT.name(), ""), body);
                    return Future.succeededFuture(new ConfigWrites.Edit(
                            List.of(new Change(Tenant.TENANT.name(), "", stored)),
                            version -> Answer.ok(view(tenant, stored))));
                }));
    }

    /** Looked up again at each call; this is to tell a mistake at once. */
    private Future<Void> reachable(@Nullable Oidc oidc) {
        if (oidc == null) {
            return Future.succeededFuture();
        }
        return reach.apply(oidc.issuer()).map(fault -> {
            if (fault != null) {
                throw Problem.invalid("/oidc/issuer", fault).refusal();
            }
            return null;
        });
    }

    private static Tenant checked(JsonObject document) {
        Tenant tenant = Tenant.TENANT.check("", document);
        Points.POINTS.check("", document);
        StatsPolicy.STATS.check("", document);
        SignInPolicy.SIGN_IN.check("", document);
        Oidc.check(document);
        List<Fault> faults = ScoringRoutes.faults(Scoring.SCORING.check("", document), tenant);
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).refusal();
        }
        return tenant;
    }

    /** Tokens for two firms would be nobody's: whoever comes second would shut out the first one's machines. */
    private void ownMachines(TenantConfig tenant, @Nullable JsonObject old, @Nullable Oidc oidc) {
        Oidc before = old == null ? null : Oidc.check(old);
        if (oidc == null || (before != null && oidc.sharesMachines(before))) {
            return;
        }
        for (TenantConfig other : directory.all()) {
            Oidc theirs = other.no() == tenant.no() ? null : Oidc.of(other);
            if (theirs != null && oidc.sharesMachines(theirs)) {
                throw Problem.conflict("already-exists", "Another firm takes tokens of this issuer for this audience")
                        .refusal();
            }
        }
    }

    /** What rules of pools name must stay: a calendar that is gone would move deadlines. */
    private static void holdsForPools(TenantConfig tenant, Tenant said) {
        for (Pool pool : tenant.all(Pool.POOL).values()) {
            // Faults that are there already are none of this change.
            List<Fault> before = PoolChecks.faults(pool, tenant, channel -> true);
            for (Fault fault : PoolChecks.faults(pool, tenant, said, channel -> true)) {
                if (!before.contains(fault)) {
                    throw Problem.invalid(
                                    "",
                                    "the pool " + pool.id() + " needs it: " + fault.pointer() + " " + fault.detail())
                            .refusal();
                }
            }
        }
    }

    private static JsonObject view(TenantConfig tenant, JsonObject stored) {
        return new JsonObject().put("id", tenant.id()).mergeIn(OidcSecret.hide(stored));
    }
}
