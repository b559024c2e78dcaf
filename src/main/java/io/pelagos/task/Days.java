package io.pelagos.task;

import io.pelagos.lead.LeadRow;
import io.pelagos.lead.LeadState;
import io.pelagos.lead.LeadStore;
import io.pelagos.pool.PoolLists;
import io.pelagos.pool.PoolPlacement;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;
import java.util.List;

/** Makes day's lists: all that an agent holds is looked at, a page at a time. */
public final class Days {
    /** Far more than caps let an agent hold. */
    private static final int HELD_MAX = 100_000;

    private static final int PAGE_LEADS = 500;

    private final PoolLists lists;
    private final LeadStore store;
    private final PoolPlacement placement;
    private final Tasks tasks;

    public Days(PoolLists lists, LeadStore store, PoolPlacement placement, Tasks tasks) {
        this.lists = lists;
        this.store = store;
        this.placement = placement;
        this.tasks = tasks;
    }

    public Future<DayList> of(TenantConfig config, String agent, Day day) {
        DayList list = new DayList(day);
        return tasks.due(config.no(), agent, day.sinceMillis(), day.toMillis())
                .compose(due -> {
                    due.forEach(list::add);
                    return lists.held(config, agent, HELD_MAX);
                })
                .compose(held -> look(config.no(), agent, held.leads(), list))
                .map(list);
    }

    private Future<?> look(int tenant, String agent, List<Long> ids, DayList list) {
        if (ids.isEmpty()) {
            return Future.succeededFuture();
        }
        int page = Math.min(PAGE_LEADS, ids.size());
        return store.rows(tenant, ids.subList(0, page)).compose(leads -> {
            for (LeadRow lead : leads) {
                // One on its way to or from the agent is listed by where it is.
                if (lead.state() == LeadState.OWNED && agent.equals(lead.owner())) {
                    list.add(lead, placement.deadline(lead));
                }
            }
            return look(tenant, agent, ids.subList(page, ids.size()), list);
        });
    }
}
