-- Names the leads that are not here: no record, and not in flight.
--
-- ARGV  lead ids
-- Reply: those of them that are missing
local missing = {}
for _, id in ipairs(ARGV) do
  if call('HEXISTS', bucket(id), id) == 0 and not is_in_flight(id) then
    missing[#missing + 1] = id
  end
end
return missing
