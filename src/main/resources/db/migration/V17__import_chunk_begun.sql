-- A chunk that has begun is not forgotten with its import: its leads may be on their way to their owners.
alter table import_chunk add column begun boolean not null default false;
