package io.pelagos.live;

import io.pelagos.pool.Claims;
import io.pelagos.pool.Pool;
import io.pelagos.pool.Usage;
import io.pelagos.team.Agent;
import io.pelagos.team.Directory;
import io.pelagos.team.TenantConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells agents what is left of their limits when leads have come to them or have left them. */
final class QuotaNews {
    /** Asked for at a time, some twenty times a second: Redis has claims to decide. The others wait for the next round. */
    private static final int ASK_MAX = 20;

    private final Readers readers;
    private final Directory directory;
    private final Claims claims;
    private final Views views;
    private final Set<Counted> changed = new LinkedHashSet<>();

    private record Counted(int tenant, String agent, String pool) {}

    QuotaNews(Readers readers, Directory directory, Claims claims, Views views) {
        this.readers = readers;
        this.directory = directory;
        this.claims = claims;
        this.views = views;
    }

    void note(Told told) {
        String pool = told.line().pool();
        String old = told.from().pool();
        note(told.line().tenant(), told.line().leftAgent(), old);
        boolean comes = told.to().owner() != null
                && !told.to().owner().equals(told.from().owner());
        if (comes || told.line().type().equals("refunded")) {
            note(told.line().tenant(), told.to().owner(), pool);
        }
    }

    private void note(int tenant, @Nullable String agent, @Nullable String pool) {
        if (agent != null && pool != null) {
            changed.add(new Counted(tenant, agent, pool));
        }
    }

    /** Asks for what has changed since it was asked last. */
    void run() {
        int asked = 0;
        for (Iterator<Counted> all = changed.iterator(); all.hasNext() && asked < ASK_MAX; ) {
            Counted counted = all.next();
            all.remove();
            List<Reader> theirs = readers.in(counted.tenant).stream()
                    .filter(reader -> counted.agent.equals(reader.sight().agent()))
                    .toList();
            TenantConfig config = directory.tenant(counted.tenant);
            Agent agent = config == null ? null : config.get(Agent.AGENT, counted.agent);
            Pool pool = config == null ? null : config.get(Pool.POOL, counted.pool);
            if (!theirs.isEmpty() && config != null && agent != null && pool != null) {
                asked++;
                // What cannot be told now is told with the next change.
                claims.allowances().used(config, agent, pool).onSuccess(usage -> tell(theirs, pool.id(), usage));
            }
        }
    }

    private void tell(List<Reader> theirs, String pool, List<Usage> usage) {
        JsonArray quotas = new JsonArray();
        usage.forEach(one -> quotas.add(views.quota(one)));
        JsonObject data = new JsonObject().put("pool", pool).put("quotas", quotas);
        Event event = new Event("quota", "quota/" + pool, null, data.toBuffer());
        theirs.forEach(reader -> reader.send(List.of(event), new HashMap<>()));
    }
}
