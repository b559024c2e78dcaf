-- Files of leads on their way in. What a file holds is sealed under the tenant's key.
create table import (
  id         bigint primary key,   -- also of its job
  tenant     int not null,
  doc        jsonb not null,       -- what the request asked for: pool, channel, mapping, ...
  columns    bytea,                -- sealed names of the file's columns; a file without a first line shows a lead there
  actor      text not null,
  key        bytea unique,         -- as in table request: of a file that was sent twice
  body       bytea,
  status     text not null default 'uploading', -- uploading, running, done, failed
  total      int not null default 0,
  accepted   int not null default 0,
  duplicate  int not null default 0,
  merged     int not null default 0,
  rejected   int not null default 0,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
create index import_tenant on import (tenant, id);
create index import_changed on import (changed_at);

-- Rows that wait: some hundred at a time, packed and sealed. Gone as soon as their leads are in.
create table import_chunk (
  import bigint not null references import on delete cascade,
  n      int not null,
  sealed bytea not null,
  primary key (import, n)
);
alter table import_chunk alter column sealed set storage external;

-- Rows that are no leads, with why; packed and sealed likewise, until the import is forgotten.
create table import_error (
  import bigint not null references import on delete cascade,
  n      int not null,             -- of the chunk
  sealed bytea not null,
  primary key (import, n)
);
alter table import_error alter column sealed set storage external;
