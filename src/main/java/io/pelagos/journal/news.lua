-- A tenant's configuration has changed: decisions under older versions are refused from now on.
--
-- ARGV[1]  tenant number; ARGV[2] version
-- Reply: the newest version.
local newest = tonumber(call('HGET', P .. 'cfg', ARGV[1]) or '0')
if tonumber(ARGV[2]) > newest then
  call('HSET', P .. 'cfg', ARGV[1], ARGV[2])
  return tonumber(ARGV[2])
end
return newest
