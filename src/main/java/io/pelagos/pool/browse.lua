-- Behind lanes.lua. Lists leads of a pool in the order of claiming, for an agent's lanes.
--
-- ARGV[1]  T/<pool>; ARGV[2] how many to skip; ARGV[3] how many at most
-- ARGV[4]  ' s:a r:sh ' as in claim.lua, or '*' for all lanes; ARGV[5] seniority
-- ARGV[6]  agent T/<agent> for whom leads may be kept, or ''; ARGV[7] that one's team T/<team>, or ''
-- Reply: the lead ids.
local pool, skip, limit = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
-- In a pool with lanes each page is merged anew from its top: not below this.
local DEEPEST = 2000

-- Leads that are kept for somebody: what each asks for has to be looked at.
local function keeps(lane)
  return sub(lane, #P + 1, #P + 2) == 'f:'
end

-- Mostly nothing is kept for who asks, and one lane is read as it is, to its end.
local open = {}
for _, lane in ipairs(open_lanes(pool, ARGV[4], tonumber(ARGV[5]), ARGV[6] ~= '' and ARGV[6], ARGV[7])) do
  if call('EXISTS', lane) == 1 then
    open[#open + 1] = lane
  end
end
if #open == 1 and not keeps(open[1]) then
  return call('ZRANGE', open[1], skip, skip + limit - 1)
end
limit = math.max(0, math.min(limit, DEEPEST - skip))
if limit == 0 then
  return {}
end
local all = {}
for _, lane in ipairs(open) do
  local range = call('ZRANGE', lane, 0, skip + limit - 1, 'WITHSCORES')
  local kept = keeps(lane)
  for i = 1, #range, 2 do
    -- Leads that are kept for somebody are not split by what they ask for.
    local text = kept and call('HGET', bucket(range[i]), range[i]) or ''
    local asks = match(text, '^p|%d+|[^|]*|([^|]*)|') or ''
    if open_to(asks, kept and ARGV[4] .. RESERVED or ARGV[4], tonumber(ARGV[5])) then
      all[#all + 1] = { id = range[i], score = tonumber(range[i + 1]) }
    end
  end
end
table.sort(all, function(a, b)
  return a.score < b.score or (a.score == b.score and a.id < b.id)
end)
local ids = {}
for i = skip + 1, math.min(skip + limit, #all) do
  ids[#ids + 1] = all[i].id
end
return ids
