-- Agents who claim as no person does, the newest suspicion of each.
create table suspect (
  tenant    int not null,
  agent     text not null,
  since     timestamptz not null,
  until_at  timestamptz not null,
  why       text not null,            -- speed, reflex, sessions
  evidence  jsonb not null,
  action    text not null,            -- warn, slow_down, block
  ended     boolean not null default false,
  lifted_by text,
  primary key (tenant, agent)
);
create index suspect_lasting on suspect (until_at) where not ended;

-- What is too old is found without reading all that is not.
create index call_record_started on call_record (tenant, started_at);
create index task_done on task (tenant, done_at) where status <> 'open';
create index outgoing_dead_at on outgoing_dead (tenant, dead_at);
create index config_history_at on config_history (tenant, at);
