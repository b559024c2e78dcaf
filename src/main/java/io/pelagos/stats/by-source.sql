left join lead_detail d on d.tenant = l.tenant and d.lead = l.id cross join lateral (
  select d.source ->> $15 as key, to_timestamp(((l.id >> 22) + 1577836800000)::float8 / 1000) as at) s
