-- Outbox entries that nobody settled in time: their node died, or was slow.
--
-- ARGV[1]  age in milliseconds; ARGV[2] how many at most
-- Reply: length of the outbox, then the entries.
local entries = { call('HLEN', P .. 'ob') }
local limit = tonumber(ARGV[2])
local oldest = now - tonumber(ARGV[1])
local cursor = '0'
repeat
  local scan = call('HSCAN', P .. 'ob', cursor, 'COUNT', 1000)
  cursor = scan[1]
  for i = 2, #scan[2], 2 do
    local at = match(scan[2][i], '^%d+\t%d+\t(%d+)\t')
    -- While time stands still nobody knows how old they are: all are taken over, which does no harm.
    if tonumber(at) <= oldest or ahead > 0 then
      entries[#entries + 1] = scan[2][i]
      if #entries > limit then
        return entries
      end
    end
  end
until cursor == '0'
return entries
