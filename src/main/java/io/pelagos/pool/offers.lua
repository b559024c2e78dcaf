-- Leads that are kept for agents before the others may have them, as those that are offered are.
--
-- ARGV[1]  number of agents; then T/<agent> each, then T/<pool> each
-- Reply: two texts per lead: its id, and until when it is kept, epoch milliseconds; at most 100 of an agent's in a pool, and 1,000.
local count = tonumber(ARGV[1])
local reply = {}

local function add_kept(pool, agent)
  for _, id in ipairs(call('ZRANGE', P .. 'f:' .. pool .. ':a:' .. agent, 0, 99)) do
    local text = call('HGET', bucket(id), id)
    if text and sub(text, 1, 1) == 'p' and not is_in_flight(id) and #reply < 2000 then
      local r = pooled(text)
      if r.visible > now then
        reply[#reply + 1] = id
        reply[#reply + 1] = string.format('%.0f', r.visible)
      end
    end
  end
end

for i = 2, count + 1 do
  for j = count + 2, #ARGV do
    add_kept(ARGV[j], ARGV[i])
  end
end
return reply
