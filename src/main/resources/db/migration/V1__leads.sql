-- The truth. Every accepted lead and every transition is here, or it did not happen.

-- A firm that uses the server. `no` is the short name that the big tables use.
create table tenant (
  no             int generated always as identity primary key,
  id             text not null unique,
  cell           smallint not null,
  config_version bigint not null default 1,  -- grows with each change of its configuration
  access_version bigint not null default 1,  -- grows when a token is revoked
  created_at     timestamptz not null default now()
);

-- What managers change: one document per thing. Section 'tenant' holds one document, id ''.
create table config (
  tenant  int not null references tenant (no),
  section text not null,
  id      text not null,
  doc     jsonb not null,
  version bigint not null,
  primary key (tenant, section, id)
);

-- Every version of every document; a null document is a deletion.
create table config_history (
  tenant  int not null,
  version bigint not null,
  at      timestamptz not null default now(),
  actor   text not null,
  section text not null,
  id      text not null,
  doc     jsonb,
  primary key (tenant, version, section, id)
);

-- API tokens, by their SHA-256. No tenant: the operator's.
create table token (
  hash       bytea primary key,
  id         bigint not null unique,
  tenant     int references tenant (no),
  agent      text,
  name       text not null,
  scopes     text[] not null default '{}',
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);

-- Encryption keys: tenant 0 holds the server's own keyset, which wraps the others.
create table keyset (
  tenant  int primary key,
  keyset  bytea not null,
  wrapped boolean not null
);

-- A cell is one arbiter of races in Redis; see the page on the protocol.
create table cell (
  id     smallint primary key,
  epoch  bigint not null,
  nonce  text not null,
  replid text not null,
  ready  boolean not null
);

-- The hot table: where each lead is. Narrow, no secondary index, room for updates in place.
create table lead (
  tenant     int not null,
  id         bigint not null,
  version    int not null,
  state      "char" not null,      -- p pooled, o owned, c closed
  pool       text not null,        -- where it is, or was claimed from
  owner      text,
  team       text,                 -- the owner's team when it was claimed
  entered_at timestamptz not null, -- into the pool
  claimed_at timestamptz,
  changed_at timestamptz not null,
  rounds     int not null default 0,
  facts      jsonb not null,       -- grade, score, tags, lane, followed up, won, ...
  chain      bytea not null,       -- hash of the last journal row
  primary key (tenant, id)
) with (fillfactor = 70);

-- What is personal, sealed under the lead's own key.
create table lead_detail (
  tenant     int not null,
  lead       bigint not null,
  channel    text,
  key        bytea not null,       -- the lead's key, wrapped by the tenant's
  sealed     bytea not null,       -- {"contact":{},"attributes":{},"external_id":""}
  source     jsonb not null,
  created_at timestamptz not null,
  primary key (tenant, lead)
);

-- Keyed hashes of what makes a lead the same lead. `hash` covers tenant, kind, scope and value.
create table identity (
  hash   bytea primary key,
  tenant int not null,
  lead   bigint not null,
  kind   "char" not null           -- x external id, p phone
);

-- The journal: append only. `hash` chains the rows of a lead: sha256(hash before || body).
create table journal (
  tenant     int not null,
  lead       bigint not null,
  version    int not null,
  at         timestamptz not null,
  type       text not null,
  transition bigint not null,
  agent      text,                 -- who has it now
  team       text,
  pool       text,
  left_agent text,                 -- who had it before
  left_team  text,
  body       bytea not null,
  hash       bytea not null,
  xid        xid8 not null default pg_current_xact_id(),
  primary key (tenant, lead, version, at)
) partition by range (at);

create table journal_default partition of journal default;
create index journal_claims on journal (tenant, at) include (agent, team, pool) where type = 'claimed';
create index journal_left on journal (tenant, at) where left_agent is not null;
create index journal_tail on journal (xid);

-- Requests that came with an Idempotency-Key, for a day.
create table request (
  key        bytea primary key,    -- hash of tenant, principal and key
  tenant     int not null,
  body       bytea not null,       -- hash of method, path and body
  transition bigint not null,
  leads      bigint[] not null default '{}',
  versions   int[] not null default '{}',
  answer     bytea,                -- sealed answer of requests that change no lead
  at         timestamptz not null default now()
);
create index request_at on request (at);

-- Hourly sums of claims, so that long windows can be counted again without reading the whole journal.
create table claim_sum (
  tenant int not null,
  hour   timestamptz not null,
  pool   text not null,
  agent  text not null,
  team   text not null,
  claims int not null,
  primary key (tenant, hour, pool, agent, team)
);
