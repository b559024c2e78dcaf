-- The newest deals, and whose they are.
select (date_part('epoch', at) * 1000)::bigint as at, lead, first, amount, currency, shares
from deal where at < $3 order by deal.at desc
