-- What people are to do, and what was said about it. `sealed` is the text, under the tenant's keys.
create table task (
  tenant     int not null,
  id         bigint not null,
  lead       bigint,
  agent      text not null,         -- who is to do it
  actor      text not null,         -- who gave it
  sealed     bytea not null,
  due_at     timestamptz,
  status     text not null,         -- open, done, cancelled
  created_at timestamptz not null,
  done_at    timestamptz,
  comments   int not null default 0,
  primary key (tenant, id)
);
create index task_open on task (tenant, agent, due_at) where status = 'open';
create index task_agent on task (tenant, agent, id);
create index task_actor on task (tenant, actor, id);
create index task_lead on task (tenant, lead, id) where lead is not null;

create table task_comment (
  tenant int not null,
  task   bigint not null,
  id     bigint not null,
  actor  text not null,
  sealed bytea not null,
  at     timestamptz not null,
  primary key (tenant, task, id)
);
