package io.pelagos.privacy;

import java.util.List;

/**
 * A table in which words about people lie under their tenant's key.
 *
 * @param name as the API calls it
 * @param page how many are read at once: what they hold is in memory together
 * @param ofLeads whether a row may be about a lead as a whole
 * @param lenient whether a name alone is enough to find somebody, as nobody misses it
 * @param rows {@code select a, b, lead, number, sealed, context, busy, shown} for $1 tenant, behind $2 (text) and $3 (number),
 *     in the order of a and b, at most $4. a and b name a row; where a is an id, the order is that of numbers, not of their
 *     text; number is the keyed hash of a phone; busy: it is not to be touched now; shown is what the API tells of it
 * @param change for $1 tenant, $2 a, $3 b, $4 what is sealed now, $5 what is to be
 * @param drop for $1 tenant, $2 a, $3 b, $4 what is sealed now
 */
record Place(
        String name,
        int page,
        boolean ofLeads,
        boolean lenient,
        Content content,
        String rows,
        String change,
        String drop) {

    /** The ways to write such a statement are as many as there are tables; the order does not matter. */
    static final List<Place> ALL = List.of(
            new Place("tasks", 500, true, false, Content.WORDS, """
                    select '' as a, id as b, lead, null::bytea as number, sealed, 'task' as context, false as busy,
                      jsonb_build_object('id', id::text, 'lead', lead::text, 'agent', agent, 'by', actor, 'status', status,
                        'created_at', created_at) as shown
                    from task where tenant = $1 and id > $3 and $2::text is not null order by id limit $4""", """
                    update task set sealed = $5
                    where tenant = $1 and id = $3 and $2::text is not null and sealed = $4""", ""),
            new Place("task_comments", 500, true, false, Content.WORDS, """
                    select c.task::text as a, c.id as b, t.lead, null::bytea as number, c.sealed, 'task comment' as context,
                      false as busy, jsonb_build_object('id', c.id::text, 'task', c.task::text, 'by', c.actor, 'at', c.at)
                        as shown
                    from task_comment c join task t on t.tenant = c.tenant and t.id = c.task
                    where c.tenant = $1 and (c.task, c.id) > (coalesce(nullif($2, ''), '0')::bigint, $3)
                    order by c.task, c.id limit $4""", """
                    update task_comment set sealed = $5
                    where tenant = $1 and task = $2::text::bigint and id = $3 and sealed = $4""", ""),
            new Place("calls", 1_000, true, false, Content.RECORD, """
                    select id as a, 0::bigint as b, lead, number, sealed, 'recording' as context, false as busy,
                      jsonb_build_object('id', id, 'lead', lead::text, 'agent', agent, 'inbound', inbound,
                        'started_at', started_at, 'seconds', seconds) as shown
                    from call_record where tenant = $1 and id > $2 and $3::bigint is not null order by id limit $4""", """
                    update call_record set sealed = $5
                    where tenant = $1 and id = $2 and $3::bigint is not null and sealed = $4""", """
                    delete from call_record
                    where tenant = $1 and id = $2 and $3::bigint is not null and sealed is not distinct from $4"""),
            new Place("dead_letters", 50, false, false, Content.LETTER, """
                    select channel as a, id as b, null::bigint as lead, null::bytea as number, sealed,
                      'dead letter' as context, false as busy,
                      jsonb_build_object('id', id::text, 'channel', channel, 'at', at, 'reason', reason) as shown
                    from dead_letter where tenant = $1 and (channel, id) > ($2, $3) order by channel, id limit $4""", """
                    update dead_letter set sealed = $5
                    where tenant = $1 and channel = $2 and id = $3 and sealed = $4""", """
                    delete from dead_letter where tenant = $1 and channel = $2 and id = $3 and sealed = $4"""),
            new Place("touches", 200, true, false, Content.RECORD, """
                    select '' as a, id as b, lead, null::bytea as number, sealed, 'touch' as context, false as busy,
                      jsonb_build_object('id', id::text, 'lead', lead::text, 'channel', channel, 'at', at) as shown
                    from touch where tenant = $1 and id > $3 and $2::text is not null order by id limit $4""", """
                    update touch set sealed = $5
                    where tenant = $1 and id = $3 and $2::text is not null and sealed = $4""", """
                    delete from touch where tenant = $1 and id = $3 and $2::text is not null and sealed = $4"""),
            // Rows under way become leads at any moment; those of an import that is over never will.
            new Place("import_rows", 10, false, false, Content.ROWS, """
                    select c.import::text as a, c.n::bigint as b, null::bigint as lead, null::bytea as number, c.sealed,
                      'import ' || c.import || ' rows ' || c.n as context,
                      c.begun and exists (select from job j where j.id = c.import and j.status = 'running') as busy,
                      jsonb_build_object('import', c.import::text, 'status', i.status, 'at', i.created_at) as shown
                    from import_chunk c join import i on i.id = c.import
                    where i.tenant = $1 and (c.import, c.n::bigint) > (coalesce(nullif($2, ''), '0')::bigint, $3)
                    order by c.import, c.n limit $4""", """
                    update import_chunk set sealed = $5
                    where $1::int is not null and import = $2::text::bigint and n = $3::bigint and sealed = $4""", ""),
            new Place("import_errors", 10, false, false, Content.ROWS, """
                    select e.import::text as a, e.n::bigint as b, null::bigint as lead, null::bytea as number, e.sealed,
                      'import ' || e.import || ' errors ' || e.n as context, false as busy,
                      jsonb_build_object('import', e.import::text, 'status', i.status, 'at', i.created_at) as shown
                    from import_error e join import i on i.id = e.import
                    where i.tenant = $1 and (e.import, e.n::bigint) > (coalesce(nullif($2, ''), '0')::bigint, $3)
                    order by e.import, e.n limit $4""", """
                    update import_error set sealed = $5
                    where $1::int is not null and import = $2::text::bigint and n = $3::bigint and sealed = $4""", ""),
            new Place("import_columns", 100, false, false, Content.COLUMNS, """
                    select '' as a, id as b, null::bigint as lead, null::bytea as number, columns as sealed,
                      'import ' || id || ' columns' as context, false as busy,
                      jsonb_build_object('import', id::text, 'status', status, 'at', created_at) as shown
                    from import where tenant = $1 and id > $3 and $2::text is not null and columns is not null
                    order by id limit $4""", """
                    update import set columns = $5
                    where tenant = $1 and id = $3 and $2::text is not null and columns = $4""", ""),
            new Place("answers", 200, false, true, Content.ANSWER, """
                    select encode(key, 'hex') as a, 0::bigint as b, null::bigint as lead, null::bytea as number,
                      answer as sealed, 'answer' as context, false as busy, jsonb_build_object('at', at) as shown
                    from request where tenant = $1 and key > decode($2, 'hex') and $3::bigint is not null
                      and answer is not null
                    order by key limit $4""", """
                    update request set answer = $5
                    where tenant = $1 and key = decode($2, 'hex') and $3::bigint is not null and answer = $4""", ""));
}
