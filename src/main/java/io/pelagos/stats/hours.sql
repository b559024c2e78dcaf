-- Calls by weekday, 1 is Monday, and hour of the tenant's day.
select extract(isodow from at at time zone $5)::int as weekday, extract(hour from at at time zone $5)::int as hour,
  count(*) as calls, count(*) filter (where answered) as answered_calls,
  round(count(*) filter (where answered)::numeric / count(*), 4) as answered_ratio
from contact where call and at < $3
group by 1, 2 order by 1, 2
