-- Passwords of agents, as Argon2id hashes in PHC form: with their salt and what they cost.
create table account (
  tenant      int not null references tenant (no),
  agent       text not null,
  hash        text not null,
  must_change boolean not null,            -- somebody else has chosen it
  changed_at  timestamptz not null,
  primary key (tenant, agent)
);

-- Sessions of people, by the SHA-256 of their tokens, as API tokens are. One that has ended has no row.
create table session (
  hash         bytea primary key,
  id           bigint not null unique,
  tenant       int not null references tenant (no),
  agent        text not null,
  scopes       text[] not null default '{}',
  how          text not null,              -- password or oidc
  address      text not null,
  client       text not null,              -- what the browser says it is
  created_at   timestamptz not null,
  seen_at      timestamptz not null,       -- written rarely: up to a twentieth of the idle time too early
  idle_seconds int not null,
  expires_at   timestamptz not null
);
create index session_agent on session (tenant, agent, id);
create index session_expires_at on session (expires_at);

-- Sign-ins that failed, or are under way, by account and by address. Tenant 0: of tenants that do not exist.
create table sign_in_guard (
  tenant       int not null,
  subject      text not null,
  since        timestamptz not null,
  failures     int not null,
  locked_until timestamptz,
  primary key (tenant, subject)
);
create index sign_in_guard_since on sign_in_guard (since);

-- Who has signed in, and who has tried. No agent: a login that nobody has, which is not kept, as it may be a password.
create table sign_in_event (
  tenant  int not null references tenant (no),
  id      bigint not null,
  at      timestamptz not null,
  kind    text not null,
  agent   text,
  actor   text,                            -- who did it, when that was somebody else
  how     text,
  address text not null,
  primary key (tenant, id)
);
create index sign_in_event_agent on sign_in_event (tenant, agent, id);
create index sign_in_event_at on sign_in_event (at);
