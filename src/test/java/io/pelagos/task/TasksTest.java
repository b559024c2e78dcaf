package io.pelagos.task;

import static io.pelagos.lead.LeadDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.pelagos.lead.ContactVault;
import io.pelagos.lead.LeadDatabase;
import io.pelagos.platform.PgLink;
import io.pelagos.task.Task.Status;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TasksTest {
    private static final int FIRM = 7;

    private final LeadDatabase database = new LeadDatabase();
    private final ContactVault vault = new ContactVault(database.keysets(null));
    private final Tasks tasks =
            new Tasks(new PgLink(database.vertx, database.options(), 10_000), database.sessions, vault);

    @BeforeEach
    void keys() {
        await(vault.ready(FIRM));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static Task task(long id, String agent, Status status) {
        return new Task(id, 0, agent, "sam", "Call 13812345678", 0, status, 1_000, 0, 0);
    }

    private Future<Boolean> add(Task task) {
        return database.sessions.transaction(transaction -> tasks.add(transaction, FIRM, task));
    }

    private Future<Boolean> change(Task before, Task after) {
        return database.sessions.transaction(transaction -> tasks.change(transaction, FIRM, before, after));
    }

    /** Gives an agent open tasks from one id to another. */
    private void fill(String agent, int from, int to) {
        database.rows(
                "insert into task (tenant, id, agent, actor, sealed, status, created_at)"
                        + " select $1, n, $2, 'sam', '', 'open', now() from generate_series($3::int, $4::int) n",
                FIRM,
                agent,
                from,
                to);
    }

    @Test
    void stores_no_word_in_the_clear() {
        await(add(task(1, "ann", Status.OPEN)));
        await(database.sessions.transaction(t -> tasks.say(t, FIRM, 1, new Task.Comment(2, "ann", "Mail a@b.cn", 5))));
        assertThat(await(tasks.find(FIRM, 1)).text()).isEqualTo("Call 13812345678");
        assertThat(await(tasks.find(FIRM, 1)).comments()).isEqualTo(1);
        assertThat(await(tasks.comments(FIRM, 1, 0, 10)).get(0).text()).isEqualTo("Mail a@b.cn");
        assertThat(await(tasks.comments(FIRM + 1, 1, 0, 10))).isEmpty();
        assertThat(await(tasks.find(FIRM + 1, 1))).isNull();
        String stored = database.rows("select encode(t.sealed, 'escape') || encode(c.sealed, 'escape')"
                        + " from task t join task_comment c on c.task = t.id")
                .get(0)
                .getString(0);
        assertThat(stored).doesNotContain("1381234").doesNotContain("a@b");
    }

    @Test
    void no_agent_has_more_open_tasks_than_allowed_however_many_come_at_once() {
        fill("ann", 1, Tasks.OPEN_MAX - 1);
        List<Boolean> added = await(Future.all(List.of(
                        add(task(2_001, "ann", Status.OPEN)),
                        add(task(2_002, "ann", Status.OPEN)),
                        add(task(2_003, "ann", Status.OPEN)))))
                .list();
        assertThat(added).containsExactlyInAnyOrder(true, false, false);
        assertThat(await(add(task(2_004, "bob", Status.OPEN)))).isTrue();
    }

    @Test
    void an_agent_who_has_too_many_gets_none_that_was_done_or_somebody_elses() {
        fill("ann", 1, Tasks.OPEN_MAX);
        await(add(task(2_001, "bob", Status.OPEN)));
        Task others = task(2_001, "bob", Status.OPEN);
        assertThat(await(change(others, task(2_001, "ann", Status.OPEN)))).isFalse();
        assertThat(await(change(others, task(2_001, "ann", Status.DONE)))).isTrue();
        assertThat(await(change(task(2_001, "ann", Status.DONE), task(2_001, "ann", Status.OPEN))))
                .isFalse();
        Task open = task(1, "ann", Status.OPEN);
        assertThat(await(change(open, task(1, "ann", Status.OPEN)))).isTrue();
        assertThat(await(tasks.find(FIRM, 2_001)).status()).isEqualTo(Status.DONE);
    }
}
