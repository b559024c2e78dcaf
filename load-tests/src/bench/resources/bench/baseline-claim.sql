-- One claim, one statement, one commit.
-- $1 tenant, $2 pool, $3 agent, $4 team, $5 quota, $6 cap, $7 transition, $8 body of the journal row
with head as (
  select tenant, id from lead
  where tenant = $1 and pool = $2 and state = 'p'
  order by entered_at, id limit 1
  for update skip locked
), counted as (
  insert into baseline_count as c (tenant, pool, agent, hour, used, owned)
  select $1, $2, $3, date_trunc('hour', now()), 1, 1 from head
  on conflict (tenant, pool, agent, hour) do update set used = c.used + 1, owned = c.owned + 1
  where c.used < $5 and c.owned < $6
  returning used, owned
), moved as (
  update lead l
  set version = l.version + 1, state = 'o', owner = $3, team = $4, claimed_at = now(), changed_at = now(),
      rounds = l.rounds + 1, chain = sha256(l.chain || $8)
  from head, counted
  where l.tenant = head.tenant and l.id = head.id
  returning l.tenant, l.id, l.version, l.entered_at, l.claimed_at, l.rounds, l.facts, l.chain,
            counted.used, counted.owned
), line as (
  insert into journal (tenant, lead, version, at, type, transition, agent, team, pool, body, hash)
  select tenant, id, version, claimed_at, 'claimed', $7, $3, $4, $2, $8, chain from moved
)
select m.id, m.version, m.entered_at, m.claimed_at, m.rounds, m.facts::text as facts, m.used, m.owned,
       d.channel, d.key, d.sealed, d.source::text as source, d.created_at
from moved m join lead_detail d on d.tenant = m.tenant and d.lead = m.id
