-- Until when a platform is not asked for what is pending of a channel: it has said that it is busy, or did not answer.
create table fetch_pause (
  tenant     int not null,
  channel    text not null,
  not_before timestamptz not null,
  pauses     int not null,                     -- one after the other, this one included
  reason     text not null,
  primary key (tenant, channel)
);

-- How often a lead was refused for itself: what its platform was not there for is no fault of the lead.
alter table pending_fetch add column refused int not null default 0;

-- Channel by channel: what waits for a channel's pause is not looked at again and again.
drop index pending_fetch_due;
create index pending_fetch_due on pending_fetch (tenant, channel, due_at) where not blocked;

-- How much of the time behind the cursor the next look takes on at most: less where a day holds too many pages.
alter table poll add column window_seconds int not null default 86400;
