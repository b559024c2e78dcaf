-- Behind lanes.lua. How many leads of a pool may be claimed, by what they ask for.
--
-- ARGV[1]  T/<pool>
-- Reply: when the next lead becomes visible that is not for everybody yet, '' for none; then of each lane that asks for
--        something, and of the common one '', its name and how many leads are in it. Leads that are kept for somebody
--        (first refusal) are not counted.
local pool = ARGV[1]
local names = lanes(pool)
local waiting = call('ZRANGE', P .. 'w:' .. pool, 0, 0, 'WITHSCORES')
local reply = { waiting[2] or '', '', call('ZCARD', P .. 'z:' .. pool .. ':') }
for _, name in ipairs(names) do
  reply[#reply + 1] = name
  reply[#reply + 1] = call('ZCARD', P .. 'z:' .. pool .. ':' .. name)
end
return reply
