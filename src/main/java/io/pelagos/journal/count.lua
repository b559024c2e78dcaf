-- Fills a tenant's claim counters and cooldowns from the journal, a portion in each call, so that
-- nobody waits for long. From 'begin' until 'end' claims of the tenant are not decided, so nothing is
-- counted beside this; and one fills at a time, so that no older count overwrites a newer one.
--
-- ARGV[1]  tenant number; ARGV[2] the counters that are complete afterwards
-- ARGV[3]  'begin', 'more' or 'end'; ARGV[4] names who fills
-- ARGV[5]  how many counters follow: key without prefix or as in settle.lua, count, milliseconds
-- to keep
-- then cooldowns: lead, 'a:T/agent' or 't:T/team', when it left, milliseconds to keep
-- Reply: 1 done; 0 somebody else has completed them; -1 somebody else fills them, or did so in between.
local STALE = 15000   -- who has not come for so many milliseconds has died
local seen = now - ahead   -- Redis' own clock: it goes on while the cell's time stands still

local known = call('HGET', P .. 'known', ARGV[1]) or ''
if known == ARGV[2] then
  return 0
end
local mine, since = match(known, '^!(.*) (%d+)$')
if ARGV[3] == 'begin' then
  if mine and mine ~= ARGV[4] and math.abs(seen - since) < STALE then
    return -1
  end
elseif mine ~= ARGV[4] then
  return -1
end
local counters = 5 + 3 * tonumber(ARGV[5])
for i = 6, counters, 3 do
  local key, field, start = match(ARGV[i], '^([^#]+)#([^#]+)#(%d+)$')
  if key then
    call('HSET', P .. key, field, start .. ' ' .. ARGV[i + 1])
  else
    call('SET', P .. ARGV[i], ARGV[i + 1], 'PX', ARGV[i + 2] + ahead)
  end
end
for i = counters + 1, #ARGV, 4 do
  local cool = P .. 'k:' .. ARGV[i]
  if tonumber(call('HGET', cool, ARGV[i + 1]) or '0') < tonumber(ARGV[i + 2]) then
    call('HSET', cool, ARGV[i + 1], ARGV[i + 2])
  end
  if call('PTTL', cool) < ARGV[i + 3] + ahead then
    call('PEXPIRE', cool, ARGV[i + 3] + ahead)
  end
end
call('HSET', P .. 'known', ARGV[1], ARGV[3] == 'end' and ARGV[2] or '!' .. ARGV[4] .. ' ' .. string.format('%.0f', seen))
return 1
