-- How much agents hold, in flight included.
--
-- ARGV  T/<agent> each
-- Reply: for each of them a list: how many in all, then the fields of h: that count leads, each with its value.
local reply = {}
for i, agent in ipairs(ARGV) do
  local counts = { call('SCARD', P .. 'o:' .. agent) }
  local fields = call('HGETALL', P .. 'h:' .. agent)
  for j = 1, #fields, 2 do
    if sub(fields[j], 1, 2) ~= 'q:' then
      counts[#counts + 1] = fields[j]
      counts[#counts + 1] = fields[j + 1]
    end
  end
  reply[i] = counts
end
return reply
