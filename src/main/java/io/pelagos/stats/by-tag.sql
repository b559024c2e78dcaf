left join lateral jsonb_array_elements_text(l.facts -> 'tags') tag on true cross join lateral (
  select tag as key, to_timestamp(((l.id >> 22) + 1577836800000)::float8 / 1000) as at) s
