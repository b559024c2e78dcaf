-- The alarm clock: leads whose deadline has come, leased so that one node at a time looks at each.
--
-- ARGV[1]  how many at most; ARGV[2] lease in milliseconds
-- Reply: now, then the lead ids.
local due = call('ZRANGEBYSCORE', P .. 'alarm', '-inf', now_text, 'LIMIT', 0, ARGV[1])
if #due > 0 then
  local lease, moved = string.format('%.0f', now + tonumber(ARGV[2])), {}
  for i, id in ipairs(due) do
    moved[2 * i - 1], moved[2 * i] = lease, id
  end
  call('ZADD', P .. 'alarm', unpack(moved))
end
table.insert(due, 1, now_text)
keep_clock()
return due
