package io.pelagos.http;

import io.pelagos.lead.LeadStore;
import io.pelagos.lead.Rfc3339;
import io.pelagos.task.Task;
import io.pelagos.task.Task.Status;
import io.pelagos.task.Tasks;
import io.pelagos.team.Document;
import io.pelagos.team.Principal;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tasks: what supervisors give to their agents, and agents to themselves. */
public final class TaskRoutes {
    private static final List<String> STATUSES =
            Stream.of(Status.values()).map(Status::text).toList();

    private final Tasks tasks;
    private final ConfigWrites writes;
    private final LeadStore store;
    private final LeadAccess access;
    private final LongSupplier ids;
    private final LongSupplier nowMillis;

    /** Takes the time of the cells. */
    TaskRoutes(
            Tasks tasks,
            ConfigWrites writes,
            LeadStore store,
            LeadAccess access,
            LongSupplier ids,
            LongSupplier nowMillis) {
        this.tasks = tasks;
        this.writes = writes;
        this.store = store;
        this.access = access;
        this.ids = ids;
        this.nowMillis = nowMillis;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/tasks", Access.PEOPLE, this::give);
        api.route(HttpMethod.GET, "/tasks", Access.PEOPLE, this::list);
        api.route(HttpMethod.GET, "/tasks/{task}", Access.PEOPLE, this::read);
        api.route(HttpMethod.PATCH, "/tasks/{task}", Access.PEOPLE, this::change);
    }

    private record Wanted(String agent, @Nullable Long lead, String text, long dueAtMillis) {}

    private Future<Answer> give(Call call) {
        Wanted wanted = call.body(d -> new Wanted(
                d.text("agent", 40), LeadIds.read(d, "lead"), Sealing.someWords(d, "text"), Times.millis(d, "due_at")));
        return writes.once(call, transaction -> {
            Task task = new Task(
                    ids.getAsLong(),
                    wanted.lead == null ? 0 : wanted.lead,
                    TaskAccess.recipient(call, wanted.agent),
                    call.principal().id(),
                    wanted.text,
                    wanted.dueAtMillis,
                    Status.OPEN,
                    nowMillis.getAsLong(),
                    0,
                    0);
            return seen(call, wanted.lead)
                    .compose(seen -> tasks.add(transaction, call.tenant().no(), task))
                    .map(added -> stored(added, 201, task));
        });
    }

    private Future<?> seen(Call call, @Nullable Long lead) {
        return lead == null
                ? Future.succeededFuture()
                : store.find(call.tenant().no(), lead).map(found -> {
                    if (found == null || !access.sees(call.tenant(), call.principal(), found.row())) {
                        throw Problem.NOT_FOUND.refusal();
                    }
                    return found;
                });
    }

    private static Answer stored(boolean stored, int status, Task task) {
        if (!stored) {
            throw tooMany("The agent has as many open tasks as are kept", Tasks.OPEN_MAX);
        }
        return Answer.json(status, json(task));
    }

    static Refusal tooMany(String title, int count) {
        return Problem.conflict("too-many", title).with("count", count).refusal();
    }

    private Future<Answer> list(Call call) {
        call.onlyQuery(Set.of("agent", "status", "lead", "limit", "cursor"), "is not a filter of this list");
        long after = call.cursor(Long.MAX_VALUE);
        int limit = call.limit();
        return tasks.page(call.tenant().no(), filter(call), after, limit + 1).map(found -> {
            JsonArray items = new JsonArray();
            found.stream().limit(limit).forEach(task -> items.add(json(task)));
            String next =
                    found.size() > limit ? Long.toString(found.get(limit - 1).id()) : null;
            return Answer.list(items, next);
        });
    }

    private static Tasks.Filter filter(Call call) {
        Principal principal = call.principal();
        String self = principal.agent() == null ? "" : principal.agent();
        String agent = call.query("agent");
        String status = call.query("status");
        if (status != null && !STATUSES.contains(status)) {
            throw Problem.invalid("", "status must be one of " + String.join(", ", STATUSES))
                    .refusal();
        }
        return new Tasks.Filter(
                Access.manages(principal)
                        ? null
                        : Stream.concat(Stream.of(self), LeadAccess.led(call.tenant(), principal))
                                .toList(),
                principal.id(),
                "me".equals(agent) ? self : agent,
                status == null ? null : Status.of(status),
                LeadIds.query(call, "lead"));
    }

    private Future<Answer> read(Call call) {
        return TaskAccess.find(tasks, call).map(task -> Answer.ok(json(task)));
    }

    /** What is null stays as it is; a time of 0 takes the one that is there away. */
    private record Edit(
            @Nullable Status status,
            @Nullable String text,
            @Nullable Long dueAtMillis,
            @Nullable String agent) {
        boolean touchesTask() {
            return text != null || dueAtMillis != null || agent != null;
        }
    }

    private static Edit edit(Document document) {
        boolean due = document.mentions("due_at");
        return new Edit(
                document.has("status") ? Status.of(document.choice("status", STATUSES, null)) : null,
                document.has("text") ? Sealing.someWords(document, "text") : null,
                due ? Long.valueOf(Times.millis(document, "due_at")) : null,
                document.optionalText("agent", 40));
    }

    private Future<Answer> change(Call call) {
        Edit edit = call.body(TaskRoutes::edit);
        return writes.once(
                call, transaction -> TaskAccess.hold(tasks, transaction, call).compose(before -> {
                    mayChange(call, before, edit);
                    Task after = changed(call, before, edit);
                    return after.equals(before)
                            ? Future.succeededFuture(Answer.ok(json(before)))
                            : tasks.change(transaction, call.tenant().no(), before, after)
                                    .map(changed -> stored(changed, 200, after));
                }));
    }

    private static void mayChange(Call call, Task task, Edit edit) {
        boolean gives = TaskAccess.gave(call, task) || TaskAccess.leads(call, task);
        if (!gives && (edit.touchesTask() || edit.status == Status.CANCELLED)) {
            throw Problem.FORBIDDEN
                    .detail("Who gave the task, or leads its agent, may do this")
                    .refusal();
        }
        if (edit.status == Status.DONE && !TaskAccess.does(call, task)) {
            throw Problem.FORBIDDEN
                    .detail("The task's agent, or who gave it, may say that it is done")
                    .refusal();
        }
        boolean over = !task.open() && edit.status != Status.OPEN;
        if (over && (edit.touchesTask() || (edit.status != null && edit.status != task.status()))) {
            throw Problem.conflict("not-open", "The task is done or cancelled; open it again first")
                    .refusal();
        }
    }

    private Task changed(Call call, Task task, Edit edit) {
        Status status = edit.status == null ? task.status() : edit.status;
        long doneMillis = task.doneAtMillis() == 0 ? nowMillis.getAsLong() : task.doneAtMillis();
        return new Task(
                task.id(),
                task.lead(),
                edit.agent == null ? task.agent() : TaskAccess.recipient(call, edit.agent),
                task.by(),
                edit.text == null ? task.text() : edit.text,
                edit.dueAtMillis == null ? task.dueAtMillis() : edit.dueAtMillis,
                status,
                task.createdAtMillis(),
                status == Status.DONE ? doneMillis : 0,
                task.comments());
    }

    private static JsonObject json(Task task) {
        return new JsonObject()
                .put("id", Long.toString(task.id()))
                .put("lead", LeadIds.text(task.lead()))
                .put("agent", task.agent())
                .put("by", task.by())
                .put("text", task.text())
                .put("due_at", Times.text(task.dueAtMillis()))
                .put("status", task.status().text())
                .put("created_at", Rfc3339.text(task.createdAtMillis()))
                .put("done_at", Times.text(task.doneAtMillis()))
                .put("comments", task.comments());
    }
}
