-- Where the journal ends for readers, and whether it holds a line.
--
-- $1 transaction of the line, as text   $2 its lead   $3 its version
-- The first column names this database and its past: one that was restored or promoted has another.
select
  left(md5((select system_identifier from pg_control_system()) || '/'
    || substring(pg_walfile_name(pg_current_wal_lsn()), 1, 8) || '/'
    || (select oid from pg_database where datname = current_database())), 12),
  exists (select 1 from journal where xid = $1::text::xid8 and lead = $2::bigint and version = $3::int),
  n.xid::text, n.lead, n.version
from (select 1) one
left join lateral (
  select xid, lead, version from journal
  where xid < pg_snapshot_xmin(pg_current_snapshot())
  order by xid desc, lead desc, version desc limit 1) n on true
