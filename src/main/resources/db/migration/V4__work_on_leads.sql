-- Follow-ups per agent, and the rarer steps of a firm, are found without reading the journal.
create index journal_followups on journal (tenant, agent, at) where type = 'followed_up';
create index journal_rare on journal (tenant, type, at)
  where type in ('requested', 'won', 'repurchased', 'credited', 'reviewed', 'nurtured', 'locked', 'extended');

-- Calls as the phone system recorded them. `number` is the customer's, as a keyed hash; `sealed` the recording's address.
create table call_record (
  tenant     int not null,
  id         text not null,        -- the phone system's
  lead       bigint,
  agent      text,
  inbound    boolean not null,
  started_at timestamptz not null,
  seconds    int not null,
  number     bytea not null,
  sealed     bytea,
  primary key (tenant, id)
);
create index call_record_lead on call_record (tenant, lead, started_at) where lead is not null;

-- Numbers that must not be called, as keyed hashes.
create table do_not_call (
  tenant   int not null,
  number   bytea not null,
  actor    text not null,
  added_at timestamptz not null default now(),
  primary key (tenant, number)
);

-- Work on many leads that any node goes on with; each lead is a step of its own.
create table job (
  id         bigint primary key,
  tenant     int not null,
  kind       text not null,
  doc        jsonb not null,
  actor      text not null,
  status     text not null default 'running',  -- running, done, failed
  total      int not null,
  done       int not null default 0,
  failed     int not null default 0,
  lease      timestamptz not null default now(), -- until then one node works on it
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now()
);
create index job_running on job (lease) where status = 'running';
create index job_tenant on job (tenant, id);
