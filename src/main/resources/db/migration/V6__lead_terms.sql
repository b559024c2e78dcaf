-- What leads are found by beside their ids: a row for each tag, each value of the firm's own fields, and each thing that
-- waits for approval. It follows lead.facts, which stay the truth, and is apart from that hot table: a claim changes no
-- term, so it pays for none of these indexes.
create table lead_term (
  tenant int not null,
  lead   bigint not null,
  name   text not null,            -- tag, field.<id>, awaiting
  value  text not null,            -- as term_value makes it
  number numeric,                  -- of numbers, and of dates as 20260131: what ranges look at
  primary key (tenant, lead, name, value)
);

-- A text as it is stored and looked for: tags as they are, fields without regard to case; not longer than an index can hold.
create function term_value(name text, value text) returns text language sql immutable parallel safe
as $$ select left(case when name = 'tag' then value else lower(value) end, 200) $$;

-- All terms of a lead with these facts. Whoever writes or checks terms asks this function.
create function lead_terms(facts jsonb) returns table (name text, value text, number numeric)
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
$$;

insert into lead_term (tenant, lead, name, value, number)
select l.tenant, l.id, t.name, t.value, t.number from lead l, lead_terms(l.facts) t;

create index lead_term_value on lead_term (tenant, name, value, lead);
create index lead_term_number on lead_term (tenant, name, number, lead) where number is not null;
