-- Who got how many leads out of which pool.
select pool, agent, count(*) as taken, count(*) filter (where claimed) as claims
from own where at < $3 group by pool, agent order by pool, taken desc, agent
