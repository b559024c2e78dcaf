-- The alarm clock: leads whose deadline has come, leased so that one node at a time looks at each.
--
-- ARGV[1]  how many at most; ARGV[2] lease in milliseconds
-- Reply: now, then the lead ids.
local due = call('ZRANGEBYSCORE', P .. 'alarm', '-inf', now_text, 'LIMIT', 0, ARGV[1])
local reply = { now_text }
for i, id in ipairs(due) do
  call('ZADD', P .. 'alarm', 'XX', now + tonumber(ARGV[2]), id)
  reply[i + 1] = id
end
keep_clock()
return reply
