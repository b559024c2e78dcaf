-- One lead of a webhook, one statement, one commit.
-- $1 tenant, $2 lead, $3 pool, $4 channel, $5 hash of the external id, $6 hash of the phone, $7 facts,
-- $8 key, $9 sealed, $10 source, $11 transition, $12 body of the journal row
with fresh as (
  insert into identity (hash, tenant, lead, kind) values ($5, $1, $2, 'x'), ($6, $1, $2, 'p')
  on conflict (hash) do nothing
  returning hash
), new as (
  select now() as at where (select count(*) from fresh) = 2
), state as (
  insert into lead (tenant, id, version, state, pool, entered_at, changed_at, facts, chain)
  select $1, $2, 1, 'p', $3, at, at, $7, sha256($12) from new
), detail as (
  insert into lead_detail (tenant, lead, channel, key, sealed, source, created_at)
  select $1, $2, $4, $8, $9, $10, at from new
), line as (
  insert into journal (tenant, lead, version, at, type, transition, pool, body, hash)
  select $1, $2, 1, at, 'received', $11, $3, $12, sha256($12) from new
)
select count(*) from new
