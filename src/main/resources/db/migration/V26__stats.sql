-- Numbers for managers: what they are counted from beside the leads, and views for whoever brings tools of his own.

-- What came by a channel, by the quarter of an hour, as time zones differ by no less. A lead that was there already leaves
-- no line in the journal, so this is all that is known of it after two days.
create table channel_sum (
  tenant  int not null,
  channel text not null,
  at      timestamptz not null,        -- when the quarter began
  kind    text not null,               -- accepted, duplicate, merged
  n       bigint not null,
  primary key (tenant, at, channel, kind)
);
create index channel_sum_at on channel_sum (at);
insert into channel_sum (tenant, channel, at, kind, n)
select tenant, channel, date_bin('15 minutes', at, timestamptz 'epoch'), kind, sum(n)
from channel_count where kind in ('accepted', 'duplicate', 'merged') group by 1, 2, 3, 4;

-- The lines of the journal that numbers are made of, without their bodies: a month of these is a tenth of the journal's.
-- follow_journal writes it; it can be emptied and made again.
create table lead_event (
  tenant     int not null,
  lead       bigint not null,
  version    int not null,
  at         timestamptz not null,
  type       text not null,
  agent      text,                     -- who has it now
  team       text,
  pool       text,                     -- where it is, or was claimed from
  left_agent text,                     -- who had it before
  was        text not null,            -- new, pool ID, agents ID of the pool that it was claimed from, closed
  became     text not null,            -- the same, after it
  method     text,                     -- of a follow-up
  outcome    text,
  followup   int,                      -- which a review has judged
  fake       boolean,
  amount     numeric,                  -- of a deal
  currency   text,
  shares     jsonb,                    -- whose deal it is: [{"agent","team","percent"}]
  reason     text,
  primary key (tenant, lead, version)
);
create index lead_event_at on lead_event (tenant, type, at);

-- How far the journal has been read: all before this transaction, and of it up to this line.
create table lead_event_mark (
  one     boolean primary key default true check (one),
  xid     xid8 not null,
  lead    bigint not null,
  version int not null
);
insert into lead_event_mark (xid, lead, version) values ('0', 0, 0);

-- A line that cannot be read, which only a defect can make, is counted by what its columns say.
create function event_json(body bytea) returns jsonb language plpgsql immutable
as $$
begin
  return convert_from(body, 'UTF8')::jsonb;
exception when data_exception then
  return '{}';
end
$$;

create function event_place(place jsonb) returns text language sql immutable
as $$
  select case place ->> 'state'
    when 'pooled' then 'pool ' || (place ->> 'pool')
    when 'owned' then 'agents ' || (place ->> 'pool')
    when 'closed' then 'closed'
    else 'new' end
$$;

-- A line of the journal as numbers need it; none for one that they do not need.
create function event_row(line journal) returns setof lead_event language sql stable
as $$
  select line.tenant, line.lead, line.version, line.at, line.type, line.agent, line.team, line.pool, line.left_agent,
    event_place(b -> 'from'), event_place(b -> 'to'),
    case when line.type = 'followed_up' then b #>> '{data,method}' end,
    case when line.type = 'followed_up' then b #>> '{data,outcome}' end,
    case when line.type = 'reviewed' then (b #>> '{data,followup}')::int end,
    case when line.type = 'reviewed' then b #>> '{data,verdict}' = 'fake' end,
    case when line.type in ('won', 'repurchased') then (b #>> '{data,deal,amount}')::numeric end,
    case when line.type in ('won', 'repurchased') then b #>> '{data,deal,currency}' end,
    (select jsonb_agg(share - 'why') from jsonb_array_elements(b #> '{data,credit,shares}') share),
    b ->> 'reason'
  from event_json(line.body) b
  where line.type in ('received', 'claimed', 'assigned', 'transferred', 'released', 'recycled', 'moved', 'closed', 'reopened',
      'erased', 'followed_up', 'reviewed', 'opportunity', 'won', 'repurchased')
    or (line.type in ('imported', 'merged') and b -> 'from' is distinct from b -> 'to')
$$;

-- Copies up to so many lines that are behind the end of every transaction under way; whether there are more. Reading a line
-- twice changes nothing.
create function follow_journal(lines int) returns boolean language plpgsql
as $$
declare
  mark lead_event_mark;
  edge xid8;
  until record;
  full_page boolean;
begin
  select * into mark from lead_event_mark for update;
  edge := pg_snapshot_xmin(pg_current_snapshot());
  if mark.xid > edge then
    -- Restored from a dump into another PostgreSQL, whose transactions are numbered otherwise: what the last reader before
    -- the dump had left is not older than a day.
    insert into lead_event
    select e.* from journal j, event_row(j) e
    where j.at > (select coalesce(max(at), '-infinity') - interval '1 day' from lead_event)
    on conflict do nothing;
    update lead_event_mark set xid = edge, lead = 0, version = 0;
    return true;
  end if;
  select j.xid, j.lead, j.version into until from journal j
  where j.xid >= mark.xid and j.xid < edge and (j.xid, j.lead, j.version) > (mark.xid, mark.lead, mark.version)
  order by j.xid, j.lead, j.version offset lines - 1 limit 1;
  full_page := found;
  if not full_page then
    select edge as xid, 0::bigint as lead, 0 as version into until;
  end if;
  insert into lead_event
  select e.* from journal j, event_row(j) e
  where j.xid >= mark.xid and j.xid <= until.xid
    and (j.xid, j.lead, j.version) > (mark.xid, mark.lead, mark.version)
    and (j.xid, j.lead, j.version) <= (until.xid, until.lead, until.version)
  on conflict do nothing;
  update lead_event_mark set xid = until.xid, lead = until.lead, version = until.version;
  return full_page;
end
$$;

-- For tools that read SQL: columns that stay, described in docs/bi.md. A role that may read this schema needs no right to
-- any table. Nothing in it tells of a customer: no contact, no attribute, no field of the firm's own, no address of a page.
create schema bi;

create view bi.leads as
select t.id as tenant, l.id as lead, to_timestamp(((l.id >> 22) + 1577836800000)::float8 / 1000) as received_at,
  case l.state when 'p' then 'pooled' when 'o' then 'owned' else 'closed' end as state, l.pool, l.owner, l.team,
  l.facts ->> 'channel' as channel, d.source ->> 'campaign' as campaign, d.source ->> 'ad_group' as ad_group,
  d.source ->> 'ad' as ad, l.facts ->> 'grade' as grade, (l.facts ->> 'score')::numeric as score,
  l.facts ->> 'stage' as stage, l.facts ->> 'intent' as intent, l.rounds,
  coalesce((l.facts ->> 'followups_ever')::int, 0) as contacts, l.facts ->> 'last_outcome' as last_outcome,
  to_timestamp((l.facts ->> 'followed_up_at')::float8 / 1000) as last_contact_at,
  to_timestamp((l.facts ->> 'won_at')::float8 / 1000) as won_at, l.facts ->> 'closed_reason' as closed_reason,
  l.entered_at as entered_pool_at, l.claimed_at, l.changed_at
from lead l join tenant t on t.no = l.tenant left join lead_detail d on d.tenant = l.tenant and d.lead = l.id;

create view bi.events as
select t.id as tenant, e.lead, e.version, e.at, e.type, e.agent, e.team, e.left_agent,
  split_part(e.was, ' ', 1) as from_place, nullif(split_part(e.was, ' ', 2), '') as from_pool,
  split_part(e.became, ' ', 1) as to_place, nullif(split_part(e.became, ' ', 2), '') as to_pool
from lead_event e join tenant t on t.no = e.tenant;

create view bi.contacts as
select t.id as tenant, e.lead, e.version, e.at, e.agent, e.team, e.pool, e.method, e.outcome,
  coalesce((select r.fake from lead_event r where r.tenant = e.tenant and r.lead = e.lead and r.type = 'reviewed'
    and r.followup = e.version order by r.version desc limit 1), false) as fake
from lead_event e join tenant t on t.no = e.tenant
where e.type = 'followed_up';

create view bi.deals as
select t.id as tenant, e.lead, e.version, e.at, e.type = 'won' as first, e.agent, e.team, e.pool, e.amount, e.currency
from lead_event e join tenant t on t.no = e.tenant
where e.type in ('won', 'repurchased');

create view bi.deal_shares as
select t.id as tenant, e.lead, e.version, e.at, s ->> 'agent' as agent, s ->> 'team' as team,
  (s ->> 'percent')::numeric as percent, e.amount * (s ->> 'percent')::numeric / 100 as amount, e.currency
from lead_event e join tenant t on t.no = e.tenant, jsonb_array_elements(e.shares) s
where e.type in ('won', 'repurchased');

create view bi.channel_arrivals as
select t.id as tenant, s.channel, s.at, sum(s.n) filter (where s.kind = 'accepted') as accepted,
  sum(s.n) filter (where s.kind = 'duplicate') as duplicates, sum(s.n) filter (where s.kind = 'merged') as merged
from channel_sum s join tenant t on t.no = s.tenant
group by t.id, s.channel, s.at;

create view bi.costs as
select t.id as tenant, c.day, c.channel, c.campaign, c.ad_group, c.ad, c.amount, c.currency
from ad_cost c join tenant t on t.no = c.tenant;

create view bi.names as
select t.id as tenant, c.section as kind, c.id, c.doc ->> 'name' as name, c.doc ->> 'team' as team
from config c join tenant t on t.no = c.tenant
where c.section in ('agent', 'team', 'pool', 'channel');
