-- Leads that are kept for an agent before the others may have them, as those that are offered are.
--
-- ARGV[1]  T/<agent>; ARGV[2 ...] T/<pool> each
-- Reply: two texts per lead: its id, and until when it is kept, epoch milliseconds; at most 100.
local reply = {}
for i = 2, #ARGV do
  for _, id in ipairs(call('ZRANGE', P .. 'f:' .. ARGV[i] .. ':a:' .. ARGV[1], 0, 99)) do
    local text = call('HGET', bucket(id), id)
    if text and sub(text, 1, 1) == 'p' and not is_in_flight(id) and #reply < 200 then
      local r = pooled(text)
      if r.visible > now then
        reply[#reply + 1] = id
        reply[#reply + 1] = string.format('%.0f', r.visible)
      end
    end
  end
end
return reply
