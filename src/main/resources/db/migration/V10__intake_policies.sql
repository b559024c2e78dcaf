-- A lead that came in again and is there already. It is acknowledged with this row; any node makes it a step of the
-- lead, and then the row goes.
create table touch (
  id      bigint primary key,
  tenant  int not null,
  lead    bigint not null,            -- the one that is there
  channel text,
  actor   text not null,
  at      timestamptz not null,       -- when it came in
  sealed  bytea not null,             -- what it said, under the tenant's key
  tries   int not null default 0,
  look_at timestamptz not null default now()
);
create index touch_look on touch (look_at);

-- Leads that have an identity which another lead has, too: those of a channel that looks only at its own, and those
-- that were accepted though they were there. Table identity names the newest of them.
create table identity_also (
  hash   bytea not null,
  tenant int not null,
  lead   bigint not null,
  primary key (hash, lead)
);
create index identity_also_lead on identity_also (tenant, lead);

-- Writes identities in the order of their hashes. One that must be its lead's alone and is another's fails like a
-- unique key; another's that need not be is noted beside it.
create function take_identities(hashes bytea[], tenants int[], leads bigint[], kinds text[], soles bool[])
returns void language plpgsql
as $$
begin
  with u as (
    select * from unnest(hashes, tenants, leads, kinds, soles) as u (hash, tenant, lead, kind, sole)
  ), taken as (
    insert into identity (hash, tenant, lead, kind)
    select hash, tenant, lead, kind::"char" from u order by hash
    on conflict do nothing
    returning hash, lead
  )
  insert into identity_also (hash, tenant, lead)
  select hash, tenant, lead from u
  where not sole and not exists (select from taken t where t.hash = u.hash and t.lead = u.lead)
  on conflict do nothing;
  if exists (
    select from unnest(hashes, leads, soles) as u (hash, lead, sole)
    where u.sole and not exists (select from identity i where i.hash = u.hash and i.lead = u.lead)
  ) then
    raise unique_violation using constraint = 'identity_pkey';
  end if;
end
$$;

-- How many leads a channel, or a rule of its routing, has taken in on a day of the tenant; only where there is a cap.
create table cap_count (
  tenant  int not null,
  channel text not null,
  rule    text not null,              -- '' for the channel itself
  day     date not null,
  leads   int not null,
  primary key (tenant, channel, rule, day)
);
