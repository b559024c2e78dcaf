cross join lateral (
  select case $15 when 'pool' then l.pool when 'owner' then l.owner else
      case l.state when 'p' then 'pooled' when 'o' then 'owned' else 'closed' end end as key,
    to_timestamp(((l.id >> 22) + 1577836800000)::float8 / 1000) as at) s
