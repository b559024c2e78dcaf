-- Fills a tenant's claim counters and cooldowns from the journal, once. While they are not
-- complete, claims are not decided, so nothing is counted beside this.
--
-- ARGV[1]  tenant number; ARGV[2] the counters that are complete afterwards
-- ARGV[3]  how many counters follow: key without prefix or as in settle.lua, count, milliseconds
-- to keep
-- then cooldowns: lead, 'a:T/agent' or 't:T/team', when it left, milliseconds to keep
-- Reply: 1 filled, 0 somebody else was faster.
if call('HGET', P .. 'known', ARGV[1]) == ARGV[2] then
  return 0
end
local counters = 3 + 3 * tonumber(ARGV[3])
for i = 4, counters, 3 do
  local key, field, start = match(ARGV[i], '^([^#]+)#([^#]+)#(%d+)$')
  if key then
    call('HSET', P .. key, field, start .. ' ' .. ARGV[i + 1])
  else
    call('SET', P .. ARGV[i], ARGV[i + 1], 'PX', ARGV[i + 2])
  end
end
for i = counters + 1, #ARGV, 4 do
  local cool = P .. 'k:' .. ARGV[i]
  if tonumber(call('HGET', cool, ARGV[i + 1]) or '0') < tonumber(ARGV[i + 2]) then
    call('HSET', cool, ARGV[i + 1], ARGV[i + 2])
  end
  if call('PTTL', cool) < tonumber(ARGV[i + 3]) then
    call('PEXPIRE', cool, ARGV[i + 3])
  end
end
call('HSET', P .. 'known', ARGV[1], ARGV[2])
return 1
