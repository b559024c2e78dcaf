package io.pelagos.lead;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.mac.MacConfig;
import io.pelagos.platform.PgPool;
import io.pelagos.platform.StartFailure;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All tenants' keys, from the table {@code keyset}. Each is created at first use, by whichever node is first,
 * and kept in memory from then on; {@link #follow} takes up newer ones.
 */
public final class Keysets {
    private static final Logger LOG = LoggerFactory.getLogger(Keysets.class);
    private static final int SERVER = 0;
    private static final String SELECT = "select keyset, wrapped, version from keyset where tenant = $1";
    private static final String INSERT =
            "insert into keyset (tenant, keyset, wrapped) values ($1, $2, $3) on conflict do nothing";
    private static final String WRAP =
            "update keyset set keyset = $2, wrapped = true where tenant = $1 and not wrapped";

    private static final String CHANGE =
            "update keyset set keyset = $2, version = version + 1 where tenant = $1 and version = $3";
    /** Of keys that are nowhere; beyond it they are looked for once more. */
    private static final int VAIN_MAX = 1_000;

    /** A key of a tenant, by its id. */
    private record KeyId(int tenant, int id) {}

    private final PgPool sql;
    private final Aead server;
    private final Map<Integer, Keyset> loaded = new ConcurrentHashMap<>();
    private final Set<KeyId> sought = ConcurrentHashMap.newKeySet();
    private final Set<KeyId> vain = ConcurrentHashMap.newKeySet();

    private Keysets(PgPool sql, Aead server) {
        this.sql = sql;
        this.server = server;
    }

    /**
     * Opens the server's keyset. Fails with {@link StartFailure} for a master key that is too short, and when the
     * database is locked with another one.
     *
     * @param masterKey text of at least 32 characters; null stores the keyset unwrapped, with a warning
     */
    public static Future<Keysets> open(PgPool sql, @Nullable String masterKey) {
        try {
            AeadConfig.register();
            MacConfig.register();
            ServerKey key = new ServerKey(masterKey);
            if (!key.wraps()) {
                LOG.warn("PELAGOS_MASTER_KEY is not set: whoever has the database can read all contact data in it");
            }
            return stored(sql, SERVER, key::create, key.wraps())
                    .compose(row -> parseServer(sql, key, row))
                    .map(aead -> new Keysets(sql, aead));
        } catch (GeneralSecurityException | RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /**
     * The server's keyset, as it is stored, locked with another master key. Throws {@link StartFailure} when the old one is
     * not that of the database, or the new one too short.
     *
     * @param before null: it was not locked
     */
    public static byte[] rewrapped(byte[] stored, boolean wrapped, @Nullable String before, String after) {
        byte[] plain = new ServerKey(before).plain(stored, wrapped);
        try {
            return new ServerKey(after, "PELAGOS_MASTER_KEY_NEW").wrap(plain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the server's keyset cannot be wrapped", e);
        }
    }

    /** The tenant's keys, created if it has none yet. */
    public Future<Keyset> load(int tenant) {
        Keyset known = loaded.get(tenant);
        if (known != null) {
            return Future.succeededFuture(known);
        }
        return stored(sql, tenant, () -> Keyset.create(tenant, server), true).compose(row -> install(tenant, row));
    }

    /**
     * Takes up the keys of a tenant if they are older than this version. Keys that cannot be opened are reported, and the
     * known ones stay.
     */
    public Future<Void> follow(int tenant, long version) {
        Keyset known = loaded.get(tenant);
        if (known == null || known.version() >= version) {
            return Future.succeededFuture();
        }
        return reload(tenant)
                .recover(e -> {
                    if (e instanceof IllegalStateException) {
                        LOG.error("{}; this node goes on with those of before", e.getMessage());
                        return Future.succeededFuture();
                    }
                    return Future.failedFuture(e);
                })
                .mapEmpty();
    }

    private Future<Keyset> reload(int tenant) {
        return select(sql, tenant).compose(Keysets::present).compose(row -> install(tenant, row));
    }

    // Loads may overtake each other; newer keys only ever replace older ones.
    private Future<Keyset> install(int tenant, Row row) {
        try {
            long version = row.getLong(2);
            Keyset keyset = Keyset.parse(
                    tenant,
                    version,
                    row.getBuffer(0).getBytes(),
                    server,
                    id -> get(tenant).version() > version || seek(new KeyId(tenant, id)));
            return Future.succeededFuture(loaded.merge(tenant, keyset, (a, b) -> a.version() >= b.version() ? a : b));
        } catch (GeneralSecurityException e) {
            return Future.failedFuture(
                    new IllegalStateException("the keyset of tenant " + tenant + " cannot be opened", e));
        }
    }

    /** Once for each key: a key is stored before anything is sealed by it. */
    private boolean seek(KeyId key) {
        if (vain.contains(key)) {
            return false;
        }
        if (sought.add(key)) {
            reload(key.tenant).onComplete(done -> {
                if (done.succeeded()) {
                    if (vain.size() >= VAIN_MAX) {
                        vain.clear();
                    }
                    // If it is there now, nobody asks for it again.
                    vain.add(key);
                }
                sought.remove(key);
            });
        }
        return true;
    }

    /**
     * Does a step with the tenant's keys as they were stored in a version. Done again, by whomever, it does nothing: the
     * keys are of a later version by then. This node has them before the future is done.
     */
    public Future<Void> change(int tenant, long version, KeyStep step) {
        return select(sql, tenant)
                .compose(Keysets::present)
                .compose(row -> {
                    if (row.getLong(2) != version) {
                        return Future.succeededFuture();
                    }
                    try {
                        byte[] after =
                                Keyset.after(step, tenant, row.getBuffer(0).getBytes(), server);
                        Tuple change = Tuple.of(tenant, Buffer.buffer(after), version);
                        return sql.use(c -> c.preparedQuery(CHANGE).execute(change))
                                .mapEmpty();
                    } catch (GeneralSecurityException e) {
                        return Future.failedFuture(
                                new IllegalStateException("the keyset of tenant " + tenant + " cannot be changed", e));
                    }
                })
                .compose(done -> reload(tenant))
                .mapEmpty();
    }

    /** The keys of a tenant that {@link #load} has loaded; throws {@link IllegalStateException} before. */
    public Keyset get(int tenant) {
        Keyset keyset = loaded.get(tenant);
        if (keyset == null) {
            throw new IllegalStateException("the keyset of tenant " + tenant + " is not loaded yet");
        }
        return keyset;
    }

    private static Future<Aead> parseServer(PgPool sql, ServerKey key, Row row) {
        try {
            byte[] keyset = row.getBuffer(0).getBytes();
            boolean wrapped = row.getBoolean(1);
            Aead aead = key.parse(keyset, wrapped);
            if (wrapped || !key.wraps()) {
                return Future.succeededFuture(aead);
            }
            LOG.info("the server's keyset is now wrapped by PELAGOS_MASTER_KEY");
            Tuple change = Tuple.of(SERVER, Buffer.buffer(key.wrap(keyset)));
            return sql.use(c -> c.preparedQuery(WRAP).execute(change)).map(aead);
        } catch (GeneralSecurityException | RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /** The stored row {keyset, wrapped}; the first node to insert wins, the others read what it wrote. */
    private static Future<Row> stored(PgPool sql, int tenant, Creation creation, boolean wrapped) {
        return select(sql, tenant).compose(found -> {
            if (found != null) {
                return Future.succeededFuture(found);
            }
            try {
                Tuple row = Tuple.of(tenant, Buffer.buffer(creation.create()), wrapped);
                return sql.use(c -> c.preparedQuery(INSERT).execute(row))
                        .compose(done -> select(sql, tenant))
                        .compose(Keysets::present);
            } catch (GeneralSecurityException e) {
                return Future.failedFuture(e);
            }
        });
    }

    private static Future<@Nullable Row> select(PgPool sql, int tenant) {
        return sql.use(c -> c.preparedQuery(SELECT).execute(Tuple.of(tenant)))
                .map(rows -> rows.size() == 0 ? null : rows.iterator().next());
    }

    private static Future<Row> present(@Nullable Row row) {
        return row == null
                ? Future.failedFuture(new IllegalStateException("a keyset vanished while it was created"))
                : Future.succeededFuture(row);
    }

    private interface Creation {
        byte[] create() throws GeneralSecurityException;
    }
}
