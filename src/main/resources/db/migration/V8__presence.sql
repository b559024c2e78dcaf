-- Chunks of a job that were refused since the last that changed something; `lease` is also how long it rests.
alter table job add column idle int not null default 0;
-- A kind of job that is done for a version of a firm's configuration is done once for it.
create unique index job_version on job (tenant, kind, ((doc ->> 'version')::bigint)) where doc ? 'version';

-- Who is there, as agents say and as their work shows. Times are those of the cells.
create table presence (
  tenant  int not null,
  agent   text not null,
  status  text not null,              -- ready, busy, break, off
  since   timestamptz not null,       -- when it became so
  seen_at timestamptz not null,       -- when the agent last did something
  primary key (tenant, agent)
);

-- Agents' leaves, and what happens to their leads meanwhile.
create table leave (
  id       bigint primary key,
  tenant   int not null,
  agent    text not null,
  from_at  timestamptz not null,
  until_at timestamptz not null,
  leads    text not null,             -- pause, deputy, return
  deputy   text,
  actor    text not null,
  status   text not null default 'planned'  -- planned, running, over, cancelled
);
create index leave_agent on leave (tenant, agent, id);
create index leave_open on leave (status, tenant) where status in ('planned', 'running');

-- Who looks after something that one node does for all: until then.
create table turn (
  tenant    int not null,
  what      text not null,
  until_at  timestamptz not null,
  primary key (tenant, what)
);

-- Dials of a customer's number, a keyed hash: how often somebody was called goes with the number, not with a lead.
create table dial (
  tenant int not null,
  number bytea not null,
  at     timestamptz not null
);
create index dial_number on dial (tenant, number, at);
create index dial_at on dial (at);
