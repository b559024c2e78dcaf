-- When whoever is at it took it: what is written under an older time is dropped. Null while nobody is, or once somebody has
-- asked for it anew.
alter table poll add column taken_at timestamptz;
alter table pending_fetch add column taken_at timestamptz;
