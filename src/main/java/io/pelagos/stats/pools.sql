-- What went into pools and out of them. Rows as in cohort.sql; the stocks are those of the whole period.
, move as materialized (
  select lead, version, at, type, was, became from lead_event
  where tenant = $1 and at >= $2 and at < $14 and was <> became
    and type in ('received', 'claimed', 'assigned', 'transferred', 'imported', 'released', 'recycled', 'moved', 'closed',
      'reopened', 'erased', 'merged')
), wait as materialized (
  -- From one entry to the taking that came next.
  select substr(was, 6) as pool, date_trunc($6, at, $5) as b, extract(epoch from at - before_at) as waited
  from (
    select at, was, became, lag(at) over (partition by lead order by version) as before_at
    from move where (was like 'pool %' or became like 'pool %') and at < $3) m
  where became like 'agents %' and before_at is not null
), act as materialized (
  select substr(became, 6) as pool, date_trunc($6, at, $5) as b, at >= $3 as later, count(*) as entered,
    count(*) filter (where was = 'new') as received, count(*) filter (where type = 'released') as released,
    count(*) filter (where type = 'recycled') as recycled, 0 as taken, 0 as claims, 0 as gone, 0 as closed, 0 as wins
  from move where became like 'pool %' group by 1, 2, 3
  union all
  select substr(was, 6), date_trunc($6, at, $5), at >= $3, 0, 0, 0, 0, count(*) filter (where became like 'agents %'),
    count(*) filter (where type = 'claimed'), count(*), 0, 0
  from move where was like 'pool %' group by 1, 2, 3
  union all
  select split_part(was, ' ', 2), date_trunc($6, at, $5), at >= $3, 0, 0, 0, 0, 0, 0, 0, count(*), 0
  from move where became = 'closed' and was <> 'new' group by 1, 2, 3
  union all
  select pool, date_trunc($6, at, $5), false, 0, 0, 0, 0, 0, 0, 0, 0, count(*) from deal where first and at < $3 group by 1, 2
), stock as (
  select pool, sum(now) as now, sum(now - later) as at_end, sum(now - later - during) as at_start, max(age) as age,
    max(oldest) as oldest
  from (
    select pool, count(*) as now, 0 as later, 0 as during,
      percentile_cont(0.5) within group (order by extract(epoch from $14 - entered_at)) as age,
      extract(epoch from $14 - min(entered_at)) as oldest
    from lead where tenant = $1 and state = 'p' group by pool
    union all
    select pool, 0, case when later then entered - gone else 0 end, case when later then 0 else entered - gone end, null, null
    from act) s
  group by pool
), level as (
  -- A pool in which nothing moved has a stock all the same.
  select false as all_keys, pool, at_start, at_end, now, age, oldest from stock
  union all
  select true, null, coalesce(sum(at_start), 0), coalesce(sum(at_end), 0), coalesce(sum(now), 0),
    (select percentile_cont(0.5) within group (order by extract(epoch from $14 - entered_at))
      from lead where tenant = $1 and state = 'p'), max(oldest) from stock
), counted as (
  select grouping(pool) = 1 as all_keys, pool, b, grouping(b) = 1 as whole,
    sum(entered) as entered, sum(received) as received, sum(released) as released, sum(recycled) as recycled,
    sum(taken) as taken, sum(claims) as claims, sum(gone) as gone, sum(closed) as closed, sum(wins) as wins
  from act where not later
  group by grouping sets ((pool, b), (pool), (b), ())
  having grouping(b) = 1 or $6 is not null
), waits as (
  select grouping(pool) = 1 as all_keys, pool, b, grouping(b) = 1 as whole,
    round(percentile_cont(0.5) within group (order by waited))::bigint as median
  from wait group by grouping sets ((pool, b), (pool), (b), ())
  having grouping(b) = 1 or $6 is not null
)
select coalesce(c.all_keys, l.all_keys) as all_keys, coalesce(c.pool, l.pool) as key,
  (date_part('epoch', c.b) * 1000)::bigint as bucket,
  coalesce(entered, 0) as entered, coalesce(received, 0) as received, coalesce(released, 0) as released,
  coalesce(recycled, 0) as recycled, coalesce(taken, 0) as taken, coalesce(claims, 0) as claims,
  coalesce(gone, 0) as "left", coalesce(closed, 0) as closed, coalesce(wins, 0) as wins, median as median_wait_seconds,
  round(closed / nullif(closed + wins, 0), 4) as loss_ratio,
  l.at_start as stock_at_start, l.at_end as stock_at_end,
  round(coalesce(taken, 0) / nullif((l.at_start + l.at_end) / 2.0, 0), 4) as turnover_ratio,
  round(coalesce(taken, 0) / nullif(l.at_start + coalesce(entered, 0), 0), 4) as utilisation_ratio,
  l.now as stock_now, round(l.age)::bigint as stock_median_age_seconds, round(l.oldest)::bigint as stock_oldest_seconds
from counted c
  full join level l on c.whole and (l.all_keys, coalesce(l.pool, '')) = (c.all_keys, coalesce(c.pool, ''))
  left join waits w on (w.all_keys, w.whole) = (c.all_keys, c.whole) and coalesce(w.pool, '') = coalesce(c.pool, '')
    and coalesce(w.b, '-infinity') = coalesce(c.b, '-infinity')
