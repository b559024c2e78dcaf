-- When pooled leads with a listed number are looked for next: at once, a little later for those that were on their way
-- just then, and again while somebody owns one. Null: no more.
alter table do_not_call add column look_at timestamptz default now();
create index do_not_call_look on do_not_call (look_at) where look_at is not null;

-- Claims that were given back are few: they are found without reading the journal.
create index journal_refunds on journal (tenant, at) where type = 'refunded';
