-- Looks up leads, and the moves that made them what a decision said, if those were committed.
--
-- $1 number   $2 tenant   $3 lead   $4 version   $5 request id
select i.n, l.tenant, l.id, l.version, l.state::text, l.pool, l.owner, l.team,
  (date_part('epoch', l.entered_at) * 1000)::bigint, (date_part('epoch', l.claimed_at) * 1000)::bigint,
  (date_part('epoch', l.changed_at) * 1000)::bigint, l.rounds, l.facts,
  d.channel, d.key, d.sealed, d.source, (date_part('epoch', d.created_at) * 1000)::bigint,
  j.version is not null, (date_part('epoch', j.at) * 1000)::bigint, j.agent, j.team, j.pool,
  convert_from(j.body, 'UTF8')::jsonb -> 'to' ->> 'state', j.type
from unnest($1::int[], $2::int[], $3::bigint[], $4::int[], $5::bigint[])
  as i (n, tenant, lead, version, transition)
join lead l on l.tenant = i.tenant and l.id = i.lead
join lead_detail d on d.tenant = i.tenant and d.lead = i.lead
left join journal j on j.tenant = i.tenant and j.lead = i.lead and j.version = i.version
  and j.transition = i.transition
