package io.pelagos.exchange;

import io.pelagos.channel.Channel;
import io.pelagos.channel.LeadField;
import io.pelagos.channel.Mapping;
import io.pelagos.pool.Pool;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the rows of a file become leads, under the configuration of now.
 *
 * @param targets of a table's columns; of lines of JSON none, as each line names its own
 */
record Plan(Columns columns, List<Target> targets, RowReader reader, boolean json) {
    private static final Set<LeadField> OF_CONTACT =
            Set.of(LeadField.NAME, LeadField.PHONE, LeadField.EMAIL, LeadField.WECHAT, LeadField.COMPANY);

    /** Null when the pool is there no more. */
    static @Nullable Plan of(TenantConfig config, JsonObject doc, List<String> names) {
        String pool = doc.getString("pool", "");
        String channelId = doc.getString("channel");
        Channel channel = channelId == null ? null : config.get(Channel.CHANNEL, channelId);
        if (config.get(Pool.POOL, pool) == null) {
            return null;
        }
        Mapping mapping = channel == null ? Mapping.USUAL : channel.mapping();
        Columns columns = new Columns(
                doc.getJsonObject("mapping", new JsonObject()),
                mapping,
                config.tenant().fields());
        boolean json = Format.NDJSON.text().equals(doc.getString("format"));
        RowReader.Setting setting = new RowReader.Setting(
                channelId,
                pool,
                doc.getString("region"),
                mapping.defaults(),
                config.tenant().words());
        return new Plan(
                columns,
                json ? List.of() : columns.all(names),
                new RowReader(setting, new PastReader(config, System.currentTimeMillis())),
                json);
    }

    /** Whether any column says who is to be called. */
    boolean hasContact() {
        return json
                || targets.stream()
                        .anyMatch(target -> target instanceof Target.Field lead && OF_CONTACT.contains(lead.field()));
    }

    Row read(Line line) {
        if (line.fault() != null) {
            return new Row.Bad(line.fault());
        }
        return reader.read(json ? Values.of(columns, line.values().get(0)) : Values.of(targets, line.values()));
    }
}
