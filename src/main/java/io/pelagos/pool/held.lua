-- The leads that an agent holds, in flight included.
--
-- ARGV[1]  T/<agent>; ARGV[2] how many at most
-- Reply: how many in all, then the lead ids in no order.
local key = P .. 'o:' .. ARGV[1]
local max = tonumber(ARGV[2])
local reply = {}
local cursor = '0'
repeat
  local scan = call('SSCAN', key, cursor, 'COUNT', 1000)
  cursor = scan[1]
  for _, id in ipairs(scan[2]) do
    if #reply < max then
      reply[#reply + 1] = id
    end
  end
until cursor == '0' or #reply >= max
table.insert(reply, 1, call('SCARD', key))
return reply
