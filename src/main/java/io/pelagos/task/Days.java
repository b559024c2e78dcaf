package io.pelagos.task;

import io.pelagos.pool.Hands;
import io.pelagos.pool.PoolPlacement;
import io.pelagos.team.TenantConfig;
import io.vertx.core.Future;

/** Makes day's lists: all that an agent holds is looked at. */
public final class Days {
    private final Hands hands;
    private final PoolPlacement placement;
    private final Tasks tasks;

    public Days(Hands hands, PoolPlacement placement, Tasks tasks) {
        this.hands = hands;
        this.placement = placement;
        this.tasks = tasks;
    }

    public Future<DayList> of(TenantConfig config, String agent, Day day) {
        DayList list = new DayList(day);
        return tasks.due(config.no(), agent, day.sinceMillis(), day.toMillis())
                .compose(due -> {
                    due.forEach(list::add);
                    return hands.each(config, agent, lead -> list.add(lead, placement.deadline(lead)));
                })
                .map(list);
    }
}
