package io.pelagos.http;

import io.pelagos.alert.AlertKind;
import io.pelagos.alert.AlertRule;
import io.pelagos.alert.AlertTarget;
import io.pelagos.alert.AlertWork;
import io.pelagos.channel.Channel;
import io.pelagos.pool.Pool;
import io.pelagos.team.Fault;
import io.pelagos.team.Section;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Rules of alerts. */
final class AlertRuleRoutes implements ConfigResource.Kind {
    private static final String NAME = AlertRule.ALERT_RULE.name();
    /** What a document does not say. */
    private static final JsonObject DEFAULTS = new JsonObject()
            .put("enabled", true)
            .put("severity", "warning")
            .put("repeat_minutes", 60)
            .put("targets", new JsonArray())
            .put("tell", "always");

    private static final Map<String, JsonObject> DEFAULTS_OF_KINDS = Map.of(
            AlertKind.POOL_DRY, new JsonObject().put("minutes", 5).put("working_hours", false),
            AlertKind.POOL_OVERFLOW, new JsonObject().put("minutes", 5),
            AlertKind.CONVERSION_DROP,
                    new JsonObject()
                            .put("measure", "wins_per_claim")
                            .put("days", 7)
                            .put("min_leads", 50),
            AlertKind.SLA_BREACH, new JsonObject().put("at_least", 1).put("minutes", 60));

    private final ConfigWrites writes;
    private final LongSupplier nowMillis;

    /** @param nowMillis the time of the cells */
    AlertRuleRoutes(ConfigWrites writes, LongSupplier nowMillis) {
        this.writes = writes;
        this.nowMillis = nowMillis;
    }

    void register(Api api) {
        new ConfigResource(this, writes).register(api, Access.OVERSEERS, Access.MANAGERS, false);
    }

    @Override
    public List<Section<?>> sections() {
        return List.of(AlertRule.ALERT_RULE);
    }

    @Override
    public JsonObject show(JsonObject stored) {
        fill(stored, DEFAULTS);
        fill(stored, DEFAULTS_OF_KINDS.getOrDefault(stored.getString("kind"), new JsonObject()));
        return stored;
    }

    private static void fill(JsonObject stored, JsonObject defaults) {
        defaults.copy().forEach(field -> stored.getMap().putIfAbsent(field.getKey(), field.getValue()));
    }

    @Override
    public JsonObject store(Call call, TenantConfig tenant, String id, @Nullable JsonObject old, JsonObject body) {
        AlertRule rule = AlertRule.ALERT_RULE.check(id, body);
        List<Fault> faults = new ArrayList<>();
        missing(tenant, Pool.POOL, "/pools/", rule.pools(), faults);
        missing(tenant, Channel.CHANNEL, "/channels/", rule.channels(), faults);
        missing(tenant, AlertTarget.ALERT_TARGET, "/targets/", rule.targets(), faults);
        if (rule.needsCalendar() && tenant.tenant().calendar() == null) {
            faults.add(new Fault(
                    rule.workingOnly() ? "/tell" : "/working_hours",
                    "the firm has no calendar that would tell its working time"));
        }
        if (!faults.isEmpty()) {
            throw Problem.invalid(faults).refusal();
        }
        ConfigCounts.mayAdd(tenant, NAME, id, AlertRule.COUNT_MAX, "rules of alerts");
        return body;
    }

    private static void missing(
            TenantConfig tenant, Section<?> section, String pointer, List<String> ids, List<Fault> faults) {
        for (int i = 0; i < ids.size(); i++) {
            if (tenant.get(section, ids.get(i)) == null) {
                faults.add(new Fault(pointer + i, "there is no such " + section.name()));
            }
        }
    }

    @Override
    public Future<?> alsoDelete(SqlConnection transaction, TenantConfig tenant, String id) {
        return AlertWork.forgetRule(transaction, tenant.no(), id, nowMillis.getAsLong());
    }
}
