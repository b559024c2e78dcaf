package io.pelagos.pool;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** All that an agent holds, as committed: it is read a page at a time. */
public final class Hands {
    /** Far above what caps let anybody hold. */
    private static final int HELD_MAX = 100_000;

    private static final int PAGE_LEADS = 500;

    private final PoolLists lists;
    private final LeadStore store;

    public Hands(PoolLists lists, LeadStore store) {
        this.lists = lists;
        this.store = store;
    }

    /** Shows each lead, in no order. The result: how many were not shown, as they are on their way to or from the agent. */
    public Future<Integer> each(TenantConfig config, String agent, Consumer<LeadRow> shown) {
        AtomicInteger seen = new AtomicInteger();
        Consumer<LeadRow> counted = lead -> {
            seen.incrementAndGet();
            shown.accept(lead);
        };
        return lists.held(config, agent, HELD_MAX).compose(held -> each(config.no(), agent, held.leads(), counted)
                .map(all -> held.leads().size() - seen.get()));
    }

    private Future<Void> each(int tenant, String agent, List<Long> ids, Consumer<LeadRow> shown) {
        if (ids.isEmpty()) {
            return Future.succeededFuture();
        }
        int page = Math.min(PAGE_LEADS, ids.size());
        return store.rows(tenant, ids.subList(0, page)).compose(leads -> {
            leads.stream()
                    .filter(lead -> lead.state() == LeadState.OWNED && agent.equals(lead.owner()))
                    .forEach(shown);
            return each(tenant, agent, ids.subList(page, ids.size()), shown);
        });
    }
}
