package io.pelagos.http;

import io.pelagos.task.Task;
import io.pelagos.task.Tasks;
import io.pelagos.team.Agent;
import io.pelagos.team.Principal;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import org.jspecify.annotations.Nullable;

/** Whom a task concerns: its agent, who gave it, and who leads its agent. To everybody else it is not there. */
final class TaskAccess {
    private TaskAccess() {}

    /** The task that the path names. */
    static Future<Task> find(Tasks tasks, Call call) {
        return tasks.find(call.tenant().no(), LeadIds.parse(call.path("task"))).map(task -> visible(call, task));
    }

    /** Likewise; it stays as it is until the transaction ends. */
    static Future<Task> hold(Tasks tasks, SqlConnection transaction, Call call) {
        return tasks.hold(transaction, call.tenant().no(), LeadIds.parse(call.path("task")))
                .map(task -> visible(call, task));
    }

    private static Task visible(Call call, @Nullable Task task) {
        if (task == null || !(does(call, task) || leads(call, task))) {
            throw Problem.NOT_FOUND.refusal();
        }
        return task;
    }

    /** Its agent, and who gave it. */
    static boolean does(Call call, Task task) {
        return task.agent().equals(call.principal().agent()) || gave(call, task);
    }

    static boolean gave(Call call, Task task) {
        return task.by().equals(call.principal().id());
    }

    static boolean leads(Call call, Task task) {
        return LeadAccess.leads(call.tenant(), call.principal(), task.agent());
    }

    /** Who may get a task of the caller: himself, and the agents at work whom he leads. */
    static String recipient(Call call, String wanted) {
        Principal principal = call.principal();
        String id = wanted.equals("me") ? principal.agent() : wanted;
        Agent agent = id == null ? null : call.tenant().get(Agent.AGENT, id);
        boolean his = agent != null
                && agent.active()
                && (agent.id().equals(principal.agent()) || LeadAccess.leads(call.tenant(), principal, agent));
        if (agent == null || !his) {
            throw Problem.invalid("/agent", "there is no such agent").refusal();
        }
        return agent.id();
    }
}
