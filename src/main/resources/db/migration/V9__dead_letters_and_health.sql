-- Deliveries that could not be taken, a bounded number per channel.
create table dead_letter (
  tenant      int not null,
  channel     text not null,
  id          bigint not null,
  at          timestamptz not null,
  status      smallint not null,       -- what the platform was answered
  reason      text not null,           -- repeats nothing of what was sent
  media_type  text,
  size        bigint not null,         -- bytes of the body as it came
  cut         boolean not null,        -- only its beginning is kept
  proven      boolean not null,        -- the sender had proven itself
  sealed      bytea not null,          -- {"headers":{},"query":{},"body":""} under the tenant's key, without secrets
  tried_at    timestamptz,
  replayed_at timestamptz,             -- all that is in it is taken care of
  outcome     jsonb,                   -- of the last replay
  primary key (tenant, channel, id)
);
create index dead_letter_at on dead_letter (at);

-- What came by a channel, summed over five minutes.
create table channel_count (
  tenant  int not null,
  channel text not null,
  at      timestamptz not null,        -- when the five minutes began
  kind    text not null,
  reason  text not null,
  n       bigint not null,
  primary key (tenant, channel, at, kind, reason)
);
create index channel_count_at on channel_count (at);

-- When something came by a channel for the last time.
create table channel_seen (
  tenant      int not null,
  channel     text not null,
  delivery_at timestamptz,
  lead_at     timestamptz,
  watched_at  timestamptz,             -- since then somebody waits for its next lead; null: nobody does
  primary key (tenant, channel)
);
create index channel_seen_watched on channel_seen (tenant) where watched_at is not null;

-- What people should look at. One that is not ended is there once.
create table alert (
  tenant   int not null,
  id       bigint not null,
  kind     text not null,
  subject  text not null,
  since    timestamptz not null,
  ended_at timestamptz,
  primary key (tenant, id)
);
create unique index alert_open on alert (tenant, kind, subject) where ended_at is null;

-- What advertisements cost, by day; what is not told is empty.
create table ad_cost (
  tenant   int not null,
  channel  text not null,
  day      date not null,              -- in the tenant's time zone
  campaign text not null,
  ad_group text not null,
  ad       text not null,
  amount   numeric not null,
  currency text not null,
  primary key (tenant, day, channel, campaign, ad_group, ad)
);

-- Leads that partners have asked about. `phone` is a keyed hash; a phone is reserved or bought once.
create table ping (
  tenant     int not null,
  id         bigint not null,
  channel    text not null,
  day        date not null,            -- in the tenant's time zone
  phone      bytea,
  price      numeric not null,
  currency   text not null,
  expires_at timestamptz not null,
  status     text not null default 'open',  -- open, posted, expired
  primary key (tenant, id)
);
create unique index ping_phone on ping (tenant, phone) where phone is not null and status in ('open', 'posted');
create index ping_open on ping (tenant, channel, expires_at) where status = 'open';

-- How many of a channel's leads are reserved or bought on a day.
create table ping_day (
  tenant  int not null,
  channel text not null,
  day     date not null,
  n       bigint not null,
  primary key (tenant, channel, day)
);
