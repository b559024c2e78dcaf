-- Lines of the journal behind a place, none of a transaction that may still have others under way before it.
--
-- $1 transaction, as text   $2 lead   $3 version   $4 how many at most   $5 tenants; null for all
select xid::text, lead, version, tenant, type, (date_part('epoch', at) * 1000)::bigint,
  agent, team, pool, left_agent, left_team, body
from journal
where xid >= $1::text::xid8 and xid < pg_snapshot_xmin(pg_current_snapshot())
  and (xid, lead, version) > ($1::text::xid8, $2::bigint, $3::int)
  and ($5::int[] is null or tenant = any($5))
-- By the column: the bare name would mean the text of the first line, in which 10 comes before 9.
order by journal.xid, journal.lead, journal.version
limit $4
