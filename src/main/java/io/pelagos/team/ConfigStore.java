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
            insert into config (tenant, section, id, doc, version)
            select $1, u.section, u.id, u.doc::jsonb, $2
            from unnest($3::text[], $4::text[], $5::text[]) as u (section, id, doc) where u.doc is not null
            on conflict (tenant, section, id) do update set doc = excluded.doc, version = excluded.version""";

    private static final String DELETE = """
            delete from config c using unnest($2::text[], $3::text[], $4::text[]) as u (section, id, doc)
            where c.tenant = $1 and c.section = u.section and c.id = u.id and u.doc is null""";

    private static final String HISTORY = """
            insert into config_history (tenant, version, actor, section, id, doc)
            select $1, $2, $3, u.section, u.id, u.doc::jsonb
            from unnest($4::text[], $5::text[], $6::text[]) as u (section, id, doc)""";

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
                    return write(transaction, tenant, actor, changes, version).map(new Put.Saved(version));
                });
    }

    /** In three statements, however many there are: everybody else waits for the tenant's row meanwhile. */
    private static Future<?> write(
            SqlClient transaction, int tenant, String actor, List<Change> changes, long version) {
        String[] sections = changes.stream().map(Change::section).toArray(String[]::new);
        String[] ids = changes.stream().map(Change::id).toArray(String[]::new);
        // As texts: an array of jsonb would hold the null of JSON.
        @Nullable
        String[] docs = changes.stream()
                .map(change -> change.doc() == null ? null : change.doc().encode())
                .toArray(String[]::new);
        return transaction
                .preparedQuery(DELETE)
                .execute(Tuple.of(tenant, sections, ids, docs))
                .compose(done ->
                        transaction.preparedQuery(WRITE).execute(Tuple.of(tenant, version, sections, ids, docs)))
                .compose(done -> transaction
                        .preparedQuery(HISTORY)
                        .execute(Tuple.of(tenant, version, actor, sections, ids, docs)));
    }
}
