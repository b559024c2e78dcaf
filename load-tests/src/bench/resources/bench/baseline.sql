-- What the baselines need beside the product's own tables.
-- The order of a pool; the product keeps it in Redis.
create index lead_head on lead (tenant, pool, entered_at, id) where state = 'p';
-- One row per agent and window answers for the quota and for the cap: one upsert instead of two.
create table baseline_count (
  tenant int not null,
  pool   text not null,
  agent  text not null,
  hour   timestamptz not null,
  used   int not null,
  owned  int not null,
  primary key (tenant, pool, agent, hour)
) with (fillfactor = 50);
