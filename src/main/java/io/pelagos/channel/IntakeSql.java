package io.pelagos.channel;

/** What the intake asks and tells PostgreSQL. */
enum IntakeSql {
    OWN("select l.id from lead l join unnest($1::int[], $2::bigint[]) as own (tenant, id) using (tenant, id)"),
    REQUESTS(
            "select key, body, coalesce(leads[1], 0), coalesce(versions[1], 1) from request where key = any ($1::bytea[])"),
    IDENTITIES("select hash, lead from identity where hash = any ($1::bytea[])"),
    LISTED("select number from do_not_call join unnest($1::int[], $2::bytea[]) as u (tenant, number)"
            + " using (tenant, number)"),
    INSERT_IDENTITIES("""
            insert into identity (hash, tenant, lead, kind)
            select h, t, l, k::"char" from unnest($1::bytea[], $2::int[], $3::bigint[], $4::text[]) as u (h, t, l, k)
            """),
    INSERT_LEADS("""
            insert into lead (tenant, id, version, state, pool, entered_at, changed_at, facts, chain)
            select t, i, 1, s::"char", p, a, a, f::jsonb, c
            from unnest($1::int[], $2::bigint[], $3::text[], $4::text[], $5::timestamptz[], $6::text[], $7::bytea[])
              as u (t, i, s, p, a, f, c)
            """),
    INSERT_DETAILS("""
            insert into lead_detail (tenant, lead, channel, key, sealed, source, created_at)
            select t, i, c, k, s, o::jsonb, a
            from unnest($1::int[], $2::bigint[], $3::text[], $4::bytea[], $5::bytea[], $6::text[], $7::timestamptz[])
              as u (t, i, c, k, s, o, a)
            """),
    INSERT_JOURNAL("""
            insert into journal (tenant, lead, version, at, type, transition, pool, body, hash)
            select t, i, 1, a, 'received', i, p, b, h
            from unnest($1::int[], $2::bigint[], $3::timestamptz[], $4::text[], $5::bytea[], $6::bytea[])
              as u (t, i, a, p, b, h)
            """),
    INSERT_REQUESTS("""
            insert into request (key, tenant, body, transition, leads, versions)
            select k, t, b, i, array[l], array[v]
            from unnest($1::bytea[], $2::int[], $3::bytea[], $4::bigint[], $5::bigint[], $6::int[])
              as u (k, t, b, i, l, v)
            """),
    INSERT_TERMS("""
            insert into lead_term (tenant, lead, name, value, number)
            select u.t, u.i, n.name, n.value, n.number
            from unnest($1::int[], $2::bigint[], $3::text[]) as u (t, i, f), lead_terms(u.f::jsonb) n
            """),
    OWN_TOUCHES("select id, lead from touch where id = any ($1::bigint[])"),
    OLD("""
            select l.id, l.state::text, l.facts ? 'won_at', l.facts ->> 'closed_reason',
              (date_part('epoch', l.changed_at) * 1000)::bigint, l.facts ? 'partial'
            from lead l join unnest($1::int[], $2::bigint[]) as u (tenant, id) using (tenant, id)
            """),
    TAKE_IDENTITIES("select take_identities($1::bytea[], $2::int[], $3::bigint[], $4::text[], $5::bool[])"),
    INSERT_TOUCHES("""
            insert into touch (id, tenant, lead, channel, actor, at, sealed)
            select i, t, l, c, r, a, s
            from unnest($1::bigint[], $2::int[], $3::bigint[], $4::text[], $5::text[], $6::timestamptz[], $7::bytea[])
              as u (i, t, l, c, r, a, s)
            """),
    // A lead may have got a number that nobody may call: it is looked at again.
    LOOK_AGAIN("""
            update do_not_call d set look_at = now()
            from unnest($1::int[], $2::bytea[]) as u (t, n) where d.tenant = u.t and d.number = u.n
            """),
    LOCK_COUNTS("""
            insert into cap_count as c (tenant, channel, rule, day, leads)
            select t, h, r, d, 0 from unnest($1::int[], $2::text[], $3::text[], $4::date[]) as u (t, h, r, d)
            on conflict (tenant, channel, rule, day) do update set leads = c.leads
            returning c.tenant, c.channel, c.rule, c.day, c.leads
            """),
    COUNT("""
            update cap_count c set leads = n
            from unnest($1::int[], $2::text[], $3::text[], $4::date[], $5::int[]) as u (t, h, r, d, n)
            where c.tenant = t and c.channel = h and c.rule = r and c.day = d
            """),
    // The newest lead is found by them; what it has from others is noted, as far as somebody looks for all.
    TAKE_OVER("""
            with taken as (
              update identity i set lead = u.l
              from unnest($1::bytea[], $2::bigint[], $3::bigint[]) as u (h, l, o)
              where i.hash = u.h and i.lead = u.o
              returning i.hash, i.tenant, u.o, i.kind
            ), kept as (
              insert into identity_also (hash, tenant, lead)
              select hash, tenant, o from taken where kind = 'p'
              on conflict do nothing
            )
            select count(*)::int from taken
            """);

    final String text;

    IntakeSql(String text) {
        this.text = text;
    }
}
