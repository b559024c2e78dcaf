-- Leads that were taken often and never won.
, taken as (
  select lead, count(*) as n, count(distinct agent) as agents, max(at) as last_at from own where at < $3 group by lead
  having count(*) >= $12
)
select l.id, case l.state when 'p' then 'pooled' when 'o' then 'owned' else 'closed' end as state, l.pool, l.owner,
  l.facts ->> 'channel' as channel, l.facts ->> 'grade' as grade, t.n as taken, t.agents as agents,
  coalesce((l.facts ->> 'followups_ever')::int, 0) as contacts, l.facts ->> 'last_outcome' as last_outcome,
  (date_part('epoch', t.last_at) * 1000)::bigint as last_taken
from taken t join lead l on l.tenant = $1 and l.id = t.lead
where not l.facts ? 'won_at' and not l.facts ? 'erased_at'
order by t.n desc, l.id
