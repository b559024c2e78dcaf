-- Behind lanes.lua. Leads of a pool that the server gives away and nobody is being offered, in the order of claiming.
--
-- ARGV[1]  T/<pool>; ARGV[2] how many to skip; ARGV[3] how many at most
-- In a pool with several lanes each gives an equal part of them.
-- Reply: '1' when there may be more behind them, else '0'; then three texts per lead: its id, its lane, and whom it has left, 'a:T/<agent>=when a:T/<agent>=when ...'
--        with times in epoch milliseconds, those of teams with t: before them; '' for nobody.
local pool, skip, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])

-- Each lane gives its share: nobody may have what one lane asks for, and others wait behind it. Of very many lanes
-- each look takes others.
local reserved = {}
for _, lane in ipairs(lanes(pool)) do
  if find(lane, ASKS_SERVER) then
    reserved[#reserved + 1] = lane
  end
end
if #reserved > 64 then
  local begin = math.floor(now / 1000) * 64 % #reserved
  local some = {}
  for i = 1, 64 do
    some[i] = reserved[(begin + i) % #reserved + 1]
  end
  reserved = some
end
local each = math.max(1, math.floor(limit / math.max(1, #reserved)))
local from = math.floor(skip / math.max(1, #reserved))
local all, more = {}, '0'
for _, lane in ipairs(reserved) do
  local range = call('ZRANGE', P .. 'z:' .. pool .. ':' .. lane, from, from + each - 1, 'WITHSCORES')
  for i = 1, #range, 2 do
    all[#all + 1] = { id = range[i], score = tonumber(range[i + 1]), lane = lane }
  end
  if #range == 2 * each then
    more = '1'
  end
end
table.sort(all, function(a, b)
  return a.score < b.score or (a.score == b.score and a.id < b.id)
end)
local reply = { more }
for i = 1, #all do
  local lead = all[i]
  local text = call('HGET', bucket(lead.id), lead.id)
  if text and sub(text, 1, 1) == 'p' and not is_in_flight(lead.id) then
    local left = {}
    if find(pooled(text).flags, 'c', 1, true) then
      local fields = call('HGETALL', P .. 'k:' .. lead.id)
      for j = 1, #fields, 2 do
        left[#left + 1] = fields[j] .. '=' .. fields[j + 1]
      end
    end
    reply[#reply + 1] = lead.id
    reply[#reply + 1] = lead.lane
    reply[#reply + 1] = table.concat(left, ' ')
  end
end
return reply
