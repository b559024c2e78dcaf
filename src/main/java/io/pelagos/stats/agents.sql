-- What agents did, and what they have begun to own and what had become of that by $4. Rows as in cohort.sql.
, line as (
  select lead, version, at, agent, claimed, 1 as what from own
  union all
  select lead, version, at, null, null, 2 from contact where agent is not null
  union all
  select lead, version, at, null, null, 3 from event
  where type in ('released', 'recycled', 'moved', 'closed', 'erased') and left_agent is not null
), numbered as (
  select *, count(*) filter (where what = 1) over (partition by lead order by version) as n from line
), held as (
  -- One time that somebody owned a lead, from its beginning on.
  select lead, n, max(agent) as agent, min(at) filter (where what = 1) as at, bool_or(claimed) as claimed,
    min(at) filter (where what = 2) as contacted, bool_or(what = 3) as gone
  from numbered where n > 0 group by lead, n
), ended as materialized (
  select agent, date_trunc($6, at, $5) as b, claimed, extract(epoch from contacted - at) as waited,
    contacted is null and (gone or next) as unworked
  from (select *, lead(n) over (partition by lead order by n) is not null as next from held) h
  where at < $3 and ($10::text[] is null or agent = any ($10))
), act as (
  select agent, b, count(*) filter (where claimed) as claims, count(*) filter (where not claimed) as assignments,
    count(waited) as first_contacts, count(*) filter (where unworked) as unworked, 0 as contacts, 0 as calls, 0 as answered,
    0 as released, 0 as recycled, 0.0 as wins
  from ended group by 1, 2
  union all
  select agent, date_trunc($6, at, $5), 0, 0, 0, 0, count(*), count(*) filter (where call), count(*) filter (where answered), 0, 0, 0
  from contact where at < $3 and agent is not null group by 1, 2
  union all
  select left_agent, date_trunc($6, at, $5), 0, 0, 0, 0, 0, 0, 0,
    count(*) filter (where type = 'released'), count(*) filter (where type = 'recycled'), 0
  from event where left_agent is not null and type in ('released', 'recycled') and at < $3 group by 1, 2
  union all
  select share ->> 'agent', date_trunc($6, at, $5), 0, 0, 0, 0, 0, 0, 0, 0, 0, sum((share ->> 'percent')::numeric) / 100
  from deal, jsonb_array_elements(shares) share where at < $3 and share ? 'agent' group by 1, 2
), counted as (
  select grouping(agent) = 1 as all_keys, agent, b, grouping(b) = 1 as whole, sum(claims) as claims, sum(assignments) as assignments,
    sum(first_contacts) as first_contacts, sum(unworked) as unworked, sum(contacts) as contacts, sum(calls) as calls,
    sum(answered) as answered, sum(released) as released, sum(recycled) as recycled, trim_scale(sum(wins)) as wins
  from act where $10::text[] is null or agent = any ($10)
  group by grouping sets ((agent, b), (agent), (b), ())
  having grouping(b) = 1 or $6 is not null
), waits as (
  select grouping(agent) = 1 as all_keys, agent, b, grouping(b) = 1 as whole,
    round(percentile_cont(0.5) within group (order by waited))::bigint as median, round(avg(waited))::bigint as mean
  from ended where waited is not null
  group by grouping sets ((agent, b), (agent), (b), ())
  having grouping(b) = 1 or $6 is not null
)
select c.all_keys, c.agent as key, (date_part('epoch', c.b) * 1000)::bigint as bucket,
  claims, assignments, contacts, calls, answered as answered_calls, first_contacts,
  median as median_time_to_first_contact_seconds, mean as mean_time_to_first_contact_seconds,
  released, recycled, unworked, wins,
  round(answered / nullif(calls, 0), 4) as answered_ratio,
  round(first_contacts / nullif(claims + assignments, 0), 4) as contacted_ratio,
  round(unworked / nullif(claims + assignments, 0), 4) as unworked_ratio,
  round(wins / nullif(claims + assignments, 0), 4) as win_ratio
from counted c left join waits w on (w.all_keys, w.whole) = (c.all_keys, c.whole)
  and coalesce(w.agent, '') = coalesce(c.agent, '') and coalesce(w.b, '-infinity') = coalesce(c.b, '-infinity')
