package io.pelagos.http;

import io.pelagos.lead.Rfc3339;
import io.pelagos.task.Task.Comment;
import io.pelagos.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.LongSupplier;

/** What is said about a task by all whom it concerns. */
public final class TaskCommentRoutes {
    private final Tasks tasks;
    private final ConfigWrites writes;
    private final LongSupplier ids;
    private final LongSupplier nowMillis;

    /** Takes the time of the cells. */
    TaskCommentRoutes(Tasks tasks, ConfigWrites writes, LongSupplier ids, LongSupplier nowMillis) {
        this.tasks = tasks;
        this.writes = writes;
        this.ids = ids;
        this.nowMillis = nowMillis;
    }

    public void register(Api api) {
        api.route(HttpMethod.POST, "/tasks/{task}/comments", Access.PEOPLE, this::say);
        api.route(HttpMethod.GET, "/tasks/{task}/comments", Access.PEOPLE, this::list);
    }

    private Future<Answer> say(Call call) {
        String text = call.body(d -> Sealing.someWords(d, "text"));
        return writes.once(
                call, transaction -> TaskAccess.hold(tasks, transaction, call).compose(task -> {
                    if (task.comments() >= Tasks.COMMENTS_MAX) {
                        throw TaskRoutes.tooMany("The task has as many comments as are kept", Tasks.COMMENTS_MAX);
                    }
                    Comment comment =
                            new Comment(ids.getAsLong(), call.principal().id(), text, nowMillis.getAsLong());
                    return tasks.say(transaction, call.tenant().no(), task.id(), comment)
                            .map(said -> Answer.json(201, json(comment)));
                }));
    }

    private Future<Answer> list(Call call) {
        long after = call.cursor(Long.MAX_VALUE);
        int limit = call.limit();
        return TaskAccess.find(tasks, call)
                .compose(task -> tasks.comments(call.tenant().no(), task.id(), after, limit + 1))
                .map(found -> {
                    JsonArray items = new JsonArray();
                    found.stream().limit(limit).forEach(comment -> items.add(json(comment)));
                    String next = found.size() > limit
                            ? Long.toString(found.get(limit - 1).id())
                            : null;
                    return Answer.list(items, next);
                });
    }

    private static JsonObject json(Comment comment) {
        return new JsonObject()
                .put("id", Long.toString(comment.id()))
                .put("by", comment.by())
                .put("text", comment.text())
                .put("at", Rfc3339.text(comment.atMillis()));
    }
}
