cross join lateral (
  select l.facts -> 'fields' ->> $15 as key, to_timestamp(((l.id >> 22) + 1577836800000)::float8 / 1000) as at) s
