-- Alerts begin by rules of the firm, too; people take note of them; and targets outside are told.
alter table alert
  add column rule            text not null default '',          -- '': of none; a channel's own alarm, a suspicious agent
  add column severity        text not null default 'warning',
  add column facts           jsonb not null default '{}',       -- what was measured when it began
  add column acknowledged_at timestamptz,
  add column acknowledged_by text;
drop index alert_open;
create unique index alert_open on alert (tenant, kind, subject, rule) where ended_at is null;

-- What is as a rule forbids, but not for long enough yet.
create table alert_onset (
  tenant  int not null,
  rule    text not null,
  subject text not null,
  since   timestamptz not null,
  primary key (tenant, rule, subject)
);

-- What a rule's targets were told last.
create table alert_told (
  tenant  int not null,
  rule    text not null,
  subject text not null,
  alert   bigint not null,
  told_at timestamptz not null,      -- that it began, or lasts
  ended   boolean not null,          -- whether its end was told, too
  primary key (tenant, rule, subject)
);

-- What targets are to be told: one after the other, in the order of ids. Those that are dead wait for nobody.
create table alert_message (
  tenant   int not null,
  target   text not null,
  id       bigint not null,
  body     jsonb not null,
  due_at   timestamptz not null,     -- while somebody sends it: when others may
  attempts int not null default 0,
  error    text,
  dead_at  timestamptz,
  primary key (tenant, target, id)
);
create index alert_message_due on alert_message (due_at) where dead_at is null;

-- How targets have taken it.
create table alert_target (
  tenant     int not null,
  target     text not null,
  delivered  bigint not null default 0,
  failed     bigint not null default 0,
  success_at timestamptz,
  error_at   timestamptz,
  error      text,
  primary key (tenant, target)
);

-- Broken promises of a first contact are counted.
create index journal_escalated on journal (tenant, at) where type = 'escalated';
