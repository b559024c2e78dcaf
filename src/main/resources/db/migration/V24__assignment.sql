-- Requests for leads whose claims need a supervisor's word are found as what waits for approval is.
create or replace function lead_terms(facts jsonb) returns table (name text, value text, number numeric)
language sql immutable parallel safe rows 4
as $$
  select distinct 'tag', term_value('tag', tag), null::numeric
  from jsonb_array_elements_text(facts -> 'tags') as tag
  union all
  select 'field.' || field.key,
    case jsonb_typeof(field.value)
      when 'number' then left(trim_scale((field.value #>> '{}')::numeric)::text, 200)
      else term_value('field.' || field.key, field.value #>> '{}') end,
    case
      when jsonb_typeof(field.value) = 'number' then (field.value #>> '{}')::numeric
      when field.value #>> '{}' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then replace(field.value #>> '{}', '-', '')::numeric end
  from jsonb_each(facts -> 'fields') as field
  union all
  select 'awaiting', 'deal', null where facts ? 'pending_deal'
  union all
  select 'awaiting', 'edit', null where facts ? 'unapproved'
  union all
  select 'awaiting', 'claim', null where facts ? 'wanted'
$$;

-- Who has the turn, when it is good that the same node goes on.
alter table turn add column holder text;

-- In which order the agents of a pool take turns on a day of the firm.
create table turn_order (
  tenant int not null,
  pool   text not null,
  day    date not null,
  agents text[] not null,
  primary key (tenant, pool, day)
);
