-- Webhooks that tell other systems what happens. What they are is configuration (section 'webhook').

-- How far each has come: the last line of the journal that it has taken in.
create table outgoing (
  tenant       int not null,
  webhook      text not null,
  xid          xid8 not null,
  lead         bigint not null,
  version      int not null,
  holder       text,                  -- the node that works for it, until `lease`
  lease        timestamptz not null default '-infinity',
  delivered    bigint not null default 0,
  failed       bigint not null default 0, -- attempts
  success_at   timestamptz,
  error_at     timestamptz,
  error        text,
  primary key (tenant, webhook)
);

-- Lines that were taken in and not delivered yet. What they say is in the journal.
create table outgoing_pending (
  tenant   int not null,
  webhook  text not null,
  lead     bigint not null,
  version  int not null,
  type     text not null,
  at       timestamptz not null,      -- when it happened; finds the journal's partition
  attempts int not null default 0,
  due_at   timestamptz not null,      -- not before; nor before the lead's earlier lines are delivered
  error    text,
  primary key (tenant, webhook, lead, version),
  foreign key (tenant, webhook) references outgoing on delete cascade
);
create index outgoing_pending_due on outgoing_pending (tenant, webhook, due_at);

-- Lines that were given up.
create table outgoing_dead (
  tenant   int not null,
  webhook  text not null,
  id       bigint generated always as identity,
  lead     bigint not null,
  version  int not null,
  type     text not null,
  at       timestamptz not null,
  attempts int not null,
  error    text,
  dead_at  timestamptz not null,
  primary key (tenant, webhook, id),
  foreign key (tenant, webhook) references outgoing on delete cascade
);
