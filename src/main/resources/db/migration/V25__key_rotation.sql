-- Nodes keep tenants' keys in memory, and look for newer ones by this, as for newer configuration.
alter table keyset add column version bigint not null default 1;

-- A tenant's keys rotate once at a time.
create unique index job_rotation on job (tenant) where kind = 'rotation' and status = 'running';
