-- Leads that came in, and what had become of them by $4. One row for each key and bucket, each key, each bucket, and all.
, came as materialized (
  select l.id, s.key as k, date_trunc($6, s.at, $5) as b, s.at,
    l.state = 'c' and coalesce(l.facts ->> 'closed_reason', '') in ('invalid', 'unreachable', 'duplicate') as invalid
  from lead l {by}
  where l.tenant = $1 and l.id >= $8 and l.id < $9 and ($11::text is null or l.facts ->> 'channel' = $11)
), owned as materialized (
  select lead, min(at) as at from own where lead >= $8 and lead < $9 group by lead
), contacted as materialized (
  select lead, min(at) as at, count(*) as n, bool_or(reached) as reached
  from contact where lead >= $8 and lead < $9 group by lead
), opened as materialized (
  select distinct lead from event where type = 'opportunity' and lead >= $8 and lead < $9
), won as materialized (
  select distinct lead from deal where first and lead >= $8 and lead < $9
)
select grouping(k) = 1 as all_keys, k as key, (date_part('epoch', b) * 1000)::bigint as bucket,
  count(*) as leads,
  count(*) filter (where invalid) as invalid_leads,
  count(o.lead) as claimed_leads,
  count(c.lead) as contacted_leads,
  count(*) filter (where c.reached) as reached_leads,
  count(p.lead) as opportunity_leads,
  count(w.lead) as won_leads,
  coalesce(sum(c.n), 0)::bigint as contacts,
  round(percentile_cont(0.5) within group (order by extract(epoch from o.at - came.at)))::bigint
    as median_time_to_claim_seconds,
  round(avg(extract(epoch from o.at - came.at)))::bigint as mean_time_to_claim_seconds,
  round(percentile_cont(0.5) within group (order by extract(epoch from c.at - came.at)))::bigint
    as median_time_to_first_contact_seconds,
  round(avg(extract(epoch from c.at - came.at)))::bigint as mean_time_to_first_contact_seconds,
  round(coalesce(sum(c.n), 0)::numeric / nullif(count(*), 0), 4) as contacts_per_lead,
  round(count(w.lead)::numeric / nullif(count(*), 0), 4) as conversion_ratio
from came
  left join owned o on o.lead = came.id
  left join contacted c on c.lead = came.id
  left join opened p on p.lead = came.id
  left join won w on w.lead = came.id
group by grouping sets ((k, b), (k), (b), ())
having grouping(b) = 1 or $6 is not null
