-- Leads of which a platform has told only the id; their data are still to be fetched. `known` is what came with the id:
-- form, page, ad, campaign; nothing in it is personal.
create table pending_fetch (
  tenant  int not null,
  channel text not null,
  id      text not null,                       -- the platform's
  action  text not null,                       -- created, deleted
  known   jsonb not null,
  at      timestamptz,                         -- when it happened, as the platform says
  kept_at timestamptz not null default now(),
  due_at  timestamptz not null default now(),  -- not before; while somebody fetches, until when it is his
  tries   int not null default 0,
  reason  text,                                -- of the last failure
  blocked boolean not null default false,      -- waits until somebody has mended the reason
  retried_at timestamptz,                      -- when somebody last asked for it again
  primary key (tenant, channel, id, action)
);
create index pending_fetch_due on pending_fetch (due_at) where not blocked;

-- How far platforms that are asked for their newest leads have been asked.
create table poll (
  tenant    int not null,
  channel   text not null,
  cursor_at timestamptz not null,                -- all that came before has been read
  due_at    timestamptz not null default now(),  -- the next look; while somebody looks, until when it is his
  tries     int not null default 0,              -- looks since the last that was whole
  reason    text,                                -- why the last one failed
  primary key (tenant, channel)
);
create index poll_due on poll (due_at);
