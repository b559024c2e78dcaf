-- What came by channels, by the quarter of an hour in which it came. Rows as in cohort.sql.
select grouping(channel) = 1 as all_keys, channel as key, (date_part('epoch', date_trunc($6, at, $5)) * 1000)::bigint as bucket,
  coalesce(sum(n) filter (where kind = 'accepted'), 0)::bigint as accepted,
  coalesce(sum(n) filter (where kind = 'duplicate'), 0)::bigint as duplicates,
  coalesce(sum(n) filter (where kind = 'merged'), 0)::bigint as merged,
  round(coalesce(sum(n) filter (where kind <> 'accepted'), 0) / sum(n), 4) as duplicate_ratio
from channel_sum where tenant = $1 and at >= $2 and at < $3
group by grouping sets ((channel, date_trunc($6, at, $5)), (channel), (date_trunc($6, at, $5)), ())
having (grouping(date_trunc($6, at, $5)) = 1 or $6 is not null) and sum(n) > 0
