-- What the deals of leads that came in were worth by $4, by currency.
, came as materialized (
  select l.id, s.key as k, date_trunc($6, s.at, $5) as b
  from lead l {by}
  where l.tenant = $1 and l.id >= $8 and l.id < $9 and ($11::text is null or l.facts ->> 'channel' = $11)
)
select grouping(k) = 1 as all_keys, k as key, (date_part('epoch', b) * 1000)::bigint as bucket,
  currency, sum(amount) as amount
from came join deal d on d.lead = came.id
where amount is not null
group by grouping sets ((k, b, currency), (k, currency), (b, currency), (currency))
having grouping(b) = 1 or $6 is not null
