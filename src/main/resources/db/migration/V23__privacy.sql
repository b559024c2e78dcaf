-- Who has read contact data in the clear that he does not own, and what has gone out in bulk. A lead's own journal tells
-- whoever owned it, and each that was revealed by itself.
create table contact_read (
  tenant int not null,
  id     bigint not null,
  at     timestamptz not null default now(),
  reader text not null,              -- agent, webhook:<id>, ...
  how    text not null,              -- reveal, export, webhook, data_subject_export, dead_letter, import_errors
  what   text,                       -- fields, or what it was of
  leads  bigint[] not null,
  primary key (tenant, id)
);
create index contact_read_reader on contact_read (tenant, reader, id);
create index contact_read_leads on contact_read using gin (leads);
create index contact_read_at on contact_read (at);

-- How often somebody has looked on a day of the tenant; only where there is a limit.
create table read_count (
  tenant int not null,
  reader text not null,
  day    date not null,
  what   text not null,              -- reveal/<pool>, detail/<pool>
  n      int not null,
  primary key (tenant, reader, day, what)
);
