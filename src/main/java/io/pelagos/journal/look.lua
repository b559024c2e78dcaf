-- Shows leads to the scrubber: each record, and whether what it contributes is where it belongs.
--
-- ARGV  lead ids
-- Reply: per lead its record ('' for none, 'f' for a lead in flight), behind it ' +' (whole) or
-- ' -' (something is missing).
local reply = {}
for i, id in ipairs(ARGV) do
  local text = is_in_flight(id) and 'f' or call('HGET', bucket(id), id) or ''
  local whole = true
  local state = sub(text, 1, 1)
  if state == 'f' or state == '' then
    whole = true
  elseif state == 'p' then
    local r = pooled(text)
    whole = (call('ZSCORE', P .. 'z:' .. r.pool .. ':' .. r.lane, id)
      or call('ZSCORE', P .. 'w:' .. r.pool, id))
      and (r.alarm == 0 or call('ZSCORE', P .. 'alarm', id))
  else
    local r = owned(text)
    whole = call('SISMEMBER', P .. 'o:' .. r.owner, id) == 1
      and (r.alarm == 0 or call('ZSCORE', P .. 'alarm', id))
  end
  reply[i] = text .. (whole and ' +' or ' -')
end
return reply
