-- What the deals of $2 to $3 were worth to whose they are, by currency.
, mine as (
  select share ->> 'agent' as agent, date_trunc($6, at, $5) as b, currency,
    amount * (share ->> 'percent')::numeric / 100 as amount
  from deal, jsonb_array_elements(shares) share
  where at < $3 and share ? 'agent' and amount is not null and ($10::text[] is null or share ->> 'agent' = any ($10))
)
select grouping(agent) = 1 as all_keys, agent as key, (date_part('epoch', b) * 1000)::bigint as bucket,
  currency, trim_scale(sum(amount)) as amount
from mine
group by grouping sets ((agent, b, currency), (agent, currency), (b, currency), (currency))
having grouping(b) = 1 or $6 is not null
