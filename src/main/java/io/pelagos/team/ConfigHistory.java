package io.pelagos.team;

import io.pelagos.platform.PgLink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every version of every document of a tenant. Documents are as stored: secrets are sealed, and must not be shown. */
public final class ConfigHistory {
    /** Of one version of the configuration, these are listed and the rest only counted. */
    public static final int DOCUMENTS_MAX = 20;

    private static final int ROWS_MAX = 400;

    private static final String AT = """
            select section, id, doc from (
              select distinct on (section, id) section, id, doc from config_history
              where tenant = $1 and version <= $2 order by section, id, version desc) newest
            where doc is not null""";

    private static final String REACHES =
            "select exists (select from config_history where tenant = $1 and version <= $2)";

    private static final String LIST = """
            with versions as (
              select distinct version from config_history
              where tenant = $1 and version < $2 and ($3::text is null or section = $3) and ($4::text is null or id = $4)
              order by version desc limit $5
            ), lines as (
              select h.*, row_number() over (partition by version order by section, id) as rank,
                count(*) over (partition by version) as total
              from config_history h join versions using (version)
              where tenant = $1 and ($3::text is null or section = $3) and ($4::text is null or id = $4))
            select version, at, actor, section, id, total, doc, (
              select doc from config_history b where b.tenant = $1 and b.section = lines.section and b.id = lines.id
                and b.version < lines.version order by b.version desc limit 1) as before
            from lines where rank <= $6 order by version desc, section, id limit $7""";

    private final PgLink sql;

    public ConfigHistory(PgLink sql) {
        this.sql = sql;
    }

    /** A document that a version has changed; null where there was none, or is none any more. */
    public record Changed(
            String section,
            String id,
            @Nullable JsonObject before,
            @Nullable JsonObject after) {}

    /**
     * A version that somebody has written.
     *
     * @param changed the first of its documents
     * @param total how many it has changed
     */
    public record Version(long version, OffsetDateTime at, String actor, List<Changed> changed, long total) {}

    /** The newest first; whether there may be more. */
    public record Page(List<Version> versions, boolean more) {}

    /** Section → id → document, as they were at that version; null before the first. */
    public Future<@Nullable Map<String, Map<String, JsonObject>>> at(int tenant, long version) {
        Tuple arguments = Tuple.of(tenant, version);
        return sql.ask(c -> c.preparedQuery(REACHES).execute(arguments)).compose(found -> {
            if (!found.iterator().next().getBoolean(0)) {
                return Future.succeededFuture(null);
            }
            return sql.ask(c -> c.preparedQuery(AT).execute(Tuple.of(tenant, version)))
                    .map(rows -> {
                        Map<String, Map<String, JsonObject>> documents = new HashMap<>();
                        for (Row row : rows) {
                            documents
                                    .computeIfAbsent(row.getString("section"), s -> new TreeMap<>())
                                    .put(row.getString("id"), row.getJsonObject("doc"));
                        }
                        return documents;
                    });
        });
    }

    /** Versions before this one, of all documents or of those of a section, or of one. */
    public Future<Page> before(int tenant, long version, @Nullable String section, @Nullable String id, int limit) {
        Tuple arguments = Tuple.of(tenant, version, section, id, limit + 1, DOCUMENTS_MAX);
        return sql.ask(c -> c.preparedQuery(LIST).execute(arguments.addInteger(ROWS_MAX)))
                .map(rows -> page(rows, limit));
    }

    private static Page page(Iterable<Row> rows, int limit) {
        List<Version> versions = new ArrayList<>();
        int count = 0;
        for (Row row : rows) {
            long version = row.getLong("version");
            if (versions.isEmpty() || versions.get(versions.size() - 1).version() != version) {
                versions.add(new Version(
                        version,
                        row.getOffsetDateTime("at"),
                        row.getString("actor"),
                        new ArrayList<>(),
                        row.getLong("total")));
            }
            versions.get(versions.size() - 1)
                    .changed()
                    .add(new Changed(
                            row.getString("section"),
                            row.getString("id"),
                            row.getJsonObject("before"),
                            row.getJsonObject("doc")));
            count++;
        }
        // The last of a page that is full may not be whole.
        boolean more = versions.size() > limit || count == ROWS_MAX;
        return new Page(more ? versions.subList(0, versions.size() - 1) : versions, more);
    }
}
