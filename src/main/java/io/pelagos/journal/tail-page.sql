-- Lines of the journal behind a place, none of a transaction that may still have others under way before it.
--
-- $1 transaction, as text   $2 lead   $3 version   $4 how many at most   $5 tenants; null for all
select xid::text, lead, version, tenant, type, (extract(epoch from at) * 1000)::bigint,
  agent, team, pool, left_agent, left_team, body
from journal
where xid >= $1::text::xid8 and xid < pg_snapshot_xmin(pg_current_snapshot())
  and (xid, lead, version) > ($1::text::xid8, $2::bigint, $3::int)
  and ($5::int[] is null or tenant = any($5))
order by xid, lead, version
limit $4
