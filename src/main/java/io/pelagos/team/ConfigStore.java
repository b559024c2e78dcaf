package io.pelagos.team;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The tables tenant, config and config_history, and the versions in keyset. */
final class ConfigStore {
    /** @param keys of the tenant's encryption keys; 0 when it has none yet */
    record Versions(int no, long config, long access, long keys) {}

    private static final String VERSIONS = """
            select t.no, t.config_version, t.access_version, coalesce(k.version, 0) as key_version
            from tenant t left join keyset k on k.tenant = t.no""";

    // One statement is one snapshot: version and documents belong together.
    private static final String LOAD = """
            select t.no, t.id as tenant, t.cell, t.config_version, c.section, c.id, c.doc
            from tenant t left join config c on c.tenant = t.no
            where t.no = any($1)""";

    // The row's lock makes writers of one tenant wait for each other.
    private static final String GROW = """
            update tenant set config_version = config_version + 1
            where no = $1 and ($2::bigint is null or config_version = $2)
            returning config_version""";

    private static final String WRITE = """
            insert into config (tenant, section, id, doc, version) values ($1, $2, $3, $4, $5)
            on conflict (tenant, section, id) do update set doc = excluded.doc, version = excluded.version""";

    private static final String DELETE = "delete from config where tenant = $1 and section = $2 and id = $3";

    private static final String HISTORY = """
            insert into config_history (tenant, version, actor, section, id, doc)
            values ($1, $2, $3, $4, $5, $6)""";

    private static final String CREATE = """
            insert into tenant (no, id, cell) overriding system value
            select n, $1, n % $2 from nextval(pg_get_serial_sequence('tenant', 'no')) n
            on conflict (id) do nothing
            returning no""";

    private ConfigStore() {}

    static Future<List<Versions>> versions(SqlClient sql) {
        return sql.query(VERSIONS).execute().map(rows -> {
            List<Versions> versions = new ArrayList<>(rows.size());
            for (Row row : rows) {
                versions.add(new Versions(
                        row.getInteger("no"),
                        row.getLong("config_version"),
                        row.getLong("access_version"),
                        row.getLong("key_version")));
            }
            return versions;
        });
    }

    static Future<List<TenantConfig>> load(SqlClient sql, Integer[] tenants) {
        return sql.preparedQuery(LOAD).execute(Tuple.of(tenants)).map(ConfigStore::configs);
    }

    private static List<TenantConfig> configs(RowSet<Row> rows) {
        Map<Integer, TenantConfig> configs = new HashMap<>();
        Map<Integer, Map<String, Map<String, JsonObject>>> documents = new HashMap<>();
        for (Row row : rows) {
            int no = row.getInteger("no");
            Map<String, Map<String, JsonObject>> sections = documents.computeIfAbsent(no, n -> new HashMap<>());
            configs.computeIfAbsent(
                    no,
                    n -> new TenantConfig(
                            n, row.getString("tenant"), row.getShort("cell"), row.getLong("config_version"), sections));
            String section = row.getString("section");
            if (section != null) {
                sections.computeIfAbsent(section, s -> new TreeMap<>())
                        .put(row.getString("id"), row.getJsonObject("doc"));
            }
        }
        return List.copyOf(configs.values());
    }

    /** The new tenant's number, or null when the id is taken. */
    static Future<@Nullable Integer> create(SqlClient sql, String id, int cells) {
        return sql.preparedQuery(CREATE)
                .execute(Tuple.of(id, cells))
                .map(rows ->
                        rows.rowCount() == 0 ? null : rows.iterator().next().getInteger(0));
    }

    /** Must run inside a transaction. */
    static Future<Put> put(
            SqlClient transaction, int tenant, String actor, List<Change> changes, @Nullable Long ifVersion) {
        return transaction
                .preparedQuery(GROW)
                .execute(Tuple.of(tenant, ifVersion))
                .compose(rows -> {
                    if (rows.rowCount() == 0) {
                        return Future.succeededFuture(new Put.Conflict());
                    }
                    long version = rows.iterator().next().getLong(0);
                    Future<?> written = Future.succeededFuture();
                    for (Change change : changes) {
                        written = written.compose(done -> write(transaction, tenant, actor, change, version));
                    }
                    return written.map(done -> new Put.Saved(version));
                });
    }

    private static Future<?> write(SqlClient transaction, int tenant, String actor, Change change, long version) {
        JsonObject doc = change.doc();
        Future<RowSet<Row>> written = doc == null
                ? transaction.preparedQuery(DELETE).execute(Tuple.of(tenant, change.section(), change.id()))
                : transaction
                        .preparedQuery(WRITE)
                        .execute(Tuple.of(tenant, change.section(), change.id(), doc, version));
        return written.compose(done -> transaction
                .preparedQuery(HISTORY)
                .execute(Tuple.of(tenant, version, actor, change.section(), change.id(), doc)));
    }
}
