-- Moves leads from version n-1 to n, writes a journal row for each that moved, and a request row for
-- each request that came with a key, and what belongs to a move elsewhere: identities, and the terms that leads are
-- found by; answers the rows as they are now. What does not fit stays.
--
-- One element per lead in each array:
--   $1 number   $2 tenant   $3 lead   $4 version   $5 time, epoch milliseconds   $6 event type
--   $7 request id   $8 state   $9 pool   $10 owner   $11 team   $12 facts that change, JSON or null
--   $13 journal body   $14 who had it   $15 that one's team   $16 key or null   $17 hash of the body
--   $21 new sealed detail or null   $22 hash that no other lead may have, or null
--   $23 kind of that hash; n, a number that is dialled, may be known   $24 hash that it has no longer, or null
--   $25 key that takes the place of the lead's, which is destroyed, or null
-- $18 cell, $19 the epoch that it must have, $20 PostgresTruth.LOCK_SPACE
-- Two locks that a rebuild takes alone: the advisory one queues, so that batches of many nodes do not keep a rebuild
-- waiting for ever; FOR SHARE reads the epoch anew, so that a batch that waited for a rebuild sees what it has brought,
-- whatever else its snapshot shows.
with fence as materialized (
  select 1 from cell
  where id = $18 and epoch = $19 and pg_advisory_xact_lock_shared($20, $18)::text is not null
  for share
), input as (
  select * from unnest(
    $1::int[], $2::int[], $3::bigint[], $4::int[], $5::bigint[], $6::text[], $7::bigint[], $8::text[],
    $9::text[], $10::text[], $11::text[], $12::text[], $13::bytea[], $14::text[], $15::text[],
    $16::bytea[], $17::bytea[], $21::bytea[], $22::bytea[], $23::text[], $24::bytea[], $25::bytea[])
    as i (n, tenant, lead, version, at, type, transition, state, pool, owner, team, facts, body,
          left_agent, left_team, key, request_body, detail, identity, identity_kind, identity_gone, new_key)
), moved as (
  update lead l set
    version = i.version,
    state = i.state::"char",
    pool = coalesce(i.pool, l.pool),
    owner = i.owner,
    team = i.team,
    entered_at = case when i.state = 'p' and (l.state <> 'p' or i.pool <> l.pool)
      then to_timestamp(i.at / 1000.0::float8) else l.entered_at end,
    claimed_at = case when i.state = 'o' and i.owner is distinct from l.owner
      then to_timestamp(i.at / 1000.0::float8) else l.claimed_at end,
    changed_at = to_timestamp(i.at / 1000.0::float8),
    rounds = l.rounds + case when i.state = 'p' and l.state = 'o' then 1 else 0 end,
    facts = case when i.facts is null then l.facts
      else jsonb_strip_nulls(l.facts || i.facts::jsonb) end,
    chain = sha256(l.chain || i.body)
  from input i
  where l.tenant = i.tenant and l.id = i.lead and l.version = i.version - 1
    and exists (select 1 from fence)
    and (i.key is null or not exists (
      select 1 from request r where r.key = i.key and r.transition <> i.transition))
    and (i.identity is null or i.identity_kind = 'n'
      or not exists (select 1 from identity x where x.hash = i.identity))
  returning i.n, l.tenant, l.id, l.version, l.state, l.pool, l.owner, l.team, l.entered_at,
    l.claimed_at, l.changed_at, l.rounds, l.facts, l.chain, i.facts as patch, i.type, i.transition, i.left_agent,
    i.left_team, i.body, i.key, i.request_body, i.detail, i.identity, i.identity_kind, i.identity_gone, i.new_key
), written as (
  insert into journal (tenant, lead, version, at, type, transition, agent, team, pool, left_agent,
    left_team, body, hash)
  select tenant, id, version, changed_at, type, transition, owner, team, pool, left_agent, left_team,
    body, chain
  from moved
), remembered as (
  insert into request (key, tenant, body, transition, leads, versions)
  select key, tenant, request_body, transition, array_agg(id order by n), array_agg(version order by n)
  from moved
  where key is not null
  group by key, tenant, request_body, transition
-- beside: most batches write nothing of this, and are a statement without it
), detailed as (
  update lead_detail d set sealed = m.detail, key = coalesce(m.new_key, d.key), source = case
    when m.new_key is null then d.source else d.source - array['click_id', 'page'] end
  from moved m
  where m.detail is not null and d.tenant = m.tenant and d.lead = m.id
), identified as (
  insert into identity (hash, tenant, lead, kind)
  select identity, tenant, id, identity_kind::"char" from moved where identity is not null and identity_kind <> 'n'
), dialled as (
  insert into dial (tenant, number, at) select tenant, identity, changed_at from moved where identity_kind = 'n'
), listed as (
  -- A lead may have got a number that nobody may call: it is looked at again.
  update do_not_call d set look_at = now() from moved m
  where m.identity is not null and m.identity_kind <> 'n' and d.tenant = m.tenant and d.number = m.identity
), unidentified as (
  delete from identity x using moved m
  where m.identity_gone is not null and x.hash = m.identity_gone and x.tenant = m.tenant and x.lead = m.id
), unshared as (
  delete from identity_also x using moved m
  where m.identity_gone is not null and x.hash = m.identity_gone and x.tenant = m.tenant and x.lead = m.id
), unknown as (
  delete from identity_also x using moved m where m.new_key is not null and x.tenant = m.tenant and x.lead = m.id
), termed as (
  -- Only what a term follows: a claim, and most steps, look at no terms at all.
  select tenant, id, facts from moved
  where patch is not null and patch::jsonb ?| array['tags', 'fields', 'pending_deal', 'unapproved', 'wanted']
), unfound as (
  delete from lead_term t using termed m
  where t.tenant = m.tenant and t.lead = m.id
    and not exists (select 1 from lead_terms(m.facts) n where n.name = t.name and n.value = t.value)
), found as (
  -- A term with the same text may have been no number: a field that was a text and is a number now.
  insert into lead_term as t (tenant, lead, name, value, number)
  select m.tenant, m.id, n.name, n.value, n.number from termed m, lead_terms(m.facts) n
  on conflict (tenant, lead, name, value) do update set number = excluded.number
  where t.number is distinct from excluded.number
-- end
)
select m.n, m.tenant, m.id, m.version, m.state::text, m.pool, m.owner, m.team,
  (date_part('epoch', m.entered_at) * 1000)::bigint, (date_part('epoch', m.claimed_at) * 1000)::bigint,
  (date_part('epoch', m.changed_at) * 1000)::bigint, m.rounds, m.facts,
  d.channel, coalesce(m.new_key, d.key), coalesce(m.detail, d.sealed), d.source, (date_part('epoch', d.created_at) * 1000)::bigint
from moved m join lead_detail d on d.tenant = m.tenant and d.lead = m.id
