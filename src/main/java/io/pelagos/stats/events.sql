-- What all numbers are counted from; each report goes on from here.
--
--   $1 tenant   $2 from   $3 to   $4 until: what happened later does not count   $5 the tenant's time zone
--   $6 step of time: hour, day, week, month, or null for none   $7 outcomes of calls that were not answered
--   $8 first and $9 end of the ids of leads that came in from $2 to $3   $10 agents that count, null for all
--   $11 only leads of this channel, null for all   $12 least number of claims   $13 rows at most   $14 now
--   $15 leads are set apart by this fact or field, see by-*.sql
with argument as (
  -- Gives each its type, also where a report does not use it.
  select $1::int, $2::timestamptz, $3::timestamptz, $4::timestamptz, $5::text, $6::text, $7::text[], $8::bigint, $9::bigint,
    $10::text[], $11::text, $12::int, $13::int, $14::timestamptz, $15::text
), event as not materialized (
  select * from lead_event where tenant = $1 and at >= $2 and at < $4
), fake as materialized (
  -- The last word about each follow-up that was judged.
  select lead, followup from (
    select distinct on (lead, followup) lead, followup, fake from event where type = 'reviewed'
    order by lead, followup, version desc) judged
  where fake
), own as not materialized (
  -- Somebody becomes a lead's owner.
  select lead, version, at, agent, team, pool, type = 'claimed' as claimed from event
  where type in ('claimed', 'assigned', 'transferred', 'imported') and agent is not null
), contact as not materialized (
  -- Follow-ups that no supervisor has found to be made up.
  select c.lead, c.version, c.at, c.agent, c.team, c.pool, c.method = 'call' as call,
    c.method = 'call' and c.outcome <> all ($7) as answered, c.outcome <> all ($7) as reached
  from event c
  where c.type = 'followed_up'
    and not exists (select from fake f where f.lead = c.lead and f.followup = c.version)
), deal as not materialized (
  select lead, version, at, agent, team, pool, type = 'won' as first, amount, currency, shares
  from event where type in ('won', 'repurchased')
)
