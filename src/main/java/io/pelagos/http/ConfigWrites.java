package io.pelagos.http;

import io.pelagos.platform.OneByOne;
import io.pelagos.platform.PgPool;
import io.pelagos.team.Agent;
import io.pelagos.team.Change;
import io.pelagos.team.Directory;
import io.pelagos.team.Put;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one way in which requests write configuration: decide on the newest snapshot, write in one
 * transaction together with the remembered answer, and decide again if somebody else was faster. So
 * every check against the rest of the configuration holds when the write commits.
 */
public final class ConfigWrites {
    private static final int WRITERS_MAX = 1_000;
    /**
     * What to write, and what to answer.
     *
     * @param answer from the new version
     * @param also writes what belongs to it elsewhere, after the changes and in their transaction
     */
    record Edit(List<Change> changes, LongFunction<Answer> answer, Function<SqlConnection, Future<?>> also) {
        Edit(List<Change> changes, LongFunction<Answer> answer) {
            this(changes, answer, transaction -> Future.succeededFuture());
        }
    }

    private static final int MAX_ATTEMPTS = 8;

    private final PgPool sql;
    private final Directory directory;
    private final Remembered remembered;
    /**
     * Writers of one tenant's configuration on this node: side by side, all but one would find their snapshot too old and
     * begin again. Against other nodes the version's check decides.
     */
    private final OneByOne<Integer> writers = new OneByOne<>(WRITERS_MAX);

    public ConfigWrites(PgPool sql, Directory directory, Sealer sealer) {
        this.sql = sql;
        this.directory = directory;
        this.remembered = new Remembered(sealer);
    }

    /** Thrown inside a transaction to end it: its snapshot was too old. */
    private static final class TooOld extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooOld() {
            super("the configuration has changed meanwhile", null, false, false);
        }
    }

    /** Changes the principal's tenant; {@code decide} refuses by throwing, and may be asked several times. */
    Future<Answer> change(Call call, Function<TenantConfig, Future<Edit>> decide) {
        return writers.take(
                call.tenant().no(),
                () -> attempt(call, decide, 1),
                () -> Future.failedFuture(Problem.NOT_READY.refusal()));
    }

    /** Likewise, after something that takes long or refuses: not asked for a request that has been answered before. */
    Future<Answer> change(Call call, Supplier<Future<Void>> before, Function<TenantConfig, Future<Edit>> decide) {
        return known(call)
                .compose(known -> known != null
                        ? Future.succeededFuture(known)
                        : before.get().compose(done -> change(call, decide)));
    }

    private Future<@Nullable Answer> known(Call call) {
        return call.idempotencyKey() == null
                ? Future.succeededFuture(null)
                : sql.use(connection -> remembered.known(connection, call));
    }

    private Future<Answer> attempt(Call call, Function<TenantConfig, Future<Edit>> decide, int attempt) {
        TenantConfig tenant = directory.tenant(call.tenant().no());
        // Who has waited for his turn through an outage need not wait for PostgreSQL, too.
        if (tenant == null || !directory.fresh()) {
            throw Problem.NOT_READY.refusal();
        }
        return once(call, transaction -> edit(transaction, call, tenant, decide))
                .compose(answer -> directory.changed(tenant.id()).map(answer))
                .recover(cause -> {
                    boolean again = cause instanceof TooOld && attempt < MAX_ATTEMPTS;
                    if (!again) {
                        return Future.failedFuture(cause instanceof TooOld ? Problem.NOT_READY.refusal() : cause);
                    }
                    return directory.refresh().compose(done -> attempt(call, decide, attempt + 1));
                });
    }

    private Future<Answer> edit(
            SqlConnection transaction, Call call, TenantConfig tenant, Function<TenantConfig, Future<Edit>> decide) {
        Long wanted = call.ifMatch();
        if (wanted != null && wanted < tenant.version()) {
            throw Problem.CHANGED.refusal();
        }
        return decide.apply(tenant).compose(edit -> {
            if (edit.changes().isEmpty()) {
                return Future.succeededFuture(unchanged(wanted, tenant, edit));
            }
            keepsAnAdmin(tenant, edit.changes());
            return write(transaction, call, tenant, edit);
        });
    }

    private static void keepsAnAdmin(TenantConfig tenant, List<Change> changes) {
        boolean ofAgents = changes.stream().anyMatch(change -> change.section().equals(Agent.AGENT.name()));
        if (ofAgents && Agent.administer(tenant) && !Agent.administer(tenant.with(changes))) {
            throw Problem.conflict("last-admin", "This is the last active admin, whom a firm cannot do without")
                    .refusal();
        }
    }

    /** Nothing to write: no version for it. */
    private static Answer unchanged(@Nullable Long wanted, TenantConfig tenant, Edit edit) {
        if (wanted != null && wanted != tenant.version()) {
            throw Problem.CHANGED.refusal();
        }
        return edit.answer().apply(tenant.version()).etag(tenant.version());
    }

    private Future<Answer> write(SqlConnection transaction, Call call, TenantConfig tenant, Edit edit) {
        Long wanted = call.ifMatch();
        return directory
                .put(transaction, tenant.no(), call.principal().id(), edit.changes(), tenant.version())
                .compose(put -> {
                    if (!(put instanceof Put.Saved saved)) {
                        throw new TooOld();
                    }
                    if (wanted != null && wanted != tenant.version()) {
                        throw Problem.CHANGED.refusal();
                    }
                    Answer answer = edit.answer().apply(saved.version()).etag(saved.version());
                    return edit.also().apply(transaction).map(answer);
                });
    }

    /**
     * Runs something that does no harm when it is done twice, and may take longer than a transaction should: what it answers
     * is remembered afterwards, if it has done anything.
     */
    Future<Answer> onceOrAgain(Call call, Supplier<Future<Answer>> work) {
        if (call.idempotencyKey() == null) {
            return work.get();
        }
        return known(call)
                .compose(known -> known != null
                        ? Future.succeededFuture(known)
                        : work.get()
                                .compose(answer -> answer.status() >= 300
                                        ? Future.succeededFuture(answer)
                                        // Who asks at the same time may have been faster: then both hear the same.
                                        : once(call, transaction -> Future.succeededFuture(answer))));
    }

    /** Runs something that writes in one transaction, once for each Idempotency-Key. */
    Future<Answer> once(Call call, Function<SqlConnection, Future<Answer>> work) {
        // What throws inside compose is a failure like any other, and rolls back.
        return sql.transaction(transaction -> Future.succeededFuture()
                .compose(begun -> remembered.orDo(transaction, call, () -> work.apply(transaction))));
    }
}
