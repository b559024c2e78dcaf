-- Decides claims (behind lanes.lua and limits.lua): an agent takes the next lead of a pool, a chosen one, or several.
--
-- Policy (JSON), the same for all agents under the same limits of one pool:
--   pool       T/<pool>
--   from, to   the times between which the windows below are right
--   quotas     [{scope a|t|p|n, what, base, step, buckets, max, frees, ttl}]: a claim counts at
--              q:<scope>/<id>/<what>:<index>; step 0: index is base, the start of a calendar
--              window; else the index is now / step and the last `buckets` ones count.
--              An agent's calendar windows count in h:<agent> instead, see road.lua
--   tenant, defs   the tenant's number and the counters that must be complete for it
--   cap, cap_won, cap_nurtured     holding cap of the pool, 0 none; do won, nurtured leads count
--   all, all_won, all_nurtured     the same over all pools
--   untouched, overdue             work-first gate, -1 none
--   cool_agent, cool_team          cooldown in milliseconds, 0 none
--
-- Arguments per request:
--   1 agent T/<agent>   2 team T/<team> or ''   3 team's plain id   4 lead or ''   5 count
--   6 skills, regions, languages as ' s:a s:b r:sh l:zh ' and  7 seniority
--
-- Replies, besides those of decide-head.lua:
--   ok                usage: used per quota, comma separated; then held in the pool, held in all
--   pool-empty
--   not-found         not in this pool, under embargo, or no such lead
--   already-claimed   it was claimed from this pool
--   lane-closed       \n lane
--   cooling-down      \n until
--   quota-exceeded    \n number of the quota from 1 \n used \n when it frees
--   owned-full        \n 'pool' or 'all' \n held
--   work-first        \n 'untouched' or 'overdue' \n how many
-- Event: claimed
local HEADS = 500
local LANES = 64

local function open_policy(policy)
  policy.right = now >= policy.from and now < policy.to
  policy.counted = call('HGET', P .. 'known', policy.tenant) == policy.defs
  open_limits(policy)
  return policy
end

-- When the agent may claim the lead again; 0: now.
local function cooling(id, flags, policy, agent, team)
  if not find(flags, 'c', 1, true) or policy.cool_agent + policy.cool_team == 0 then
    return 0
  end
  local left = call('HMGET', P .. 'k:' .. id, 'a:' .. agent, 't:' .. team)
  local till = 0
  if left[1] and policy.cool_agent > 0 then
    till = left[1] + policy.cool_agent
  end
  if left[2] and policy.cool_team > 0 then
    till = math.max(till, left[2] + policy.cool_team)
  end
  return till > now and till or 0
end

-- Candidates in the pool's order: at most `each` heads of each lane that is open to the agent.
local function heads(pool, has, seniority, each)
  local asking = lanes(pool)
  if #asking == 0 then
    return call('ZRANGE', P .. 'z:' .. pool .. ':', 0, each - 1), 1
  end
  local open = { '' }
  for _, lane in ipairs(asking) do
    if #open < LANES and open_to(lane, has, seniority) then
      open[#open + 1] = lane
    end
  end
  each = math.min(each, math.max(1, math.floor(HEADS / #open)))
  local all = {}
  for _, lane in ipairs(open) do
    local range = call('ZRANGE', P .. 'z:' .. pool .. ':' .. lane, 0, each - 1, 'WITHSCORES')
    for i = 1, #range, 2 do
      all[#all + 1] = { id = range[i], score = tonumber(range[i + 1]) }
    end
  end
  table.sort(all, function(a, b)
    return a.score < b.score or (a.score == b.score and a.id < b.id)
  end)
  local ids = {}
  for i, head in ipairs(all) do
    ids[i] = head.id
  end
  return ids, #open
end

-- Up to `count` leads from the pool's heads that do not cool down for this agent: id, record, ...
local function take_next(policy, count, agent, team, has, seniority)
  if policy.cool_agent + policy.cool_team == 0 and #lanes(policy.pool) == 0 then
    -- Nothing to choose by: the heads leave the pool in one call.
    local taken, looks = {}, 0
    repeat
      local popped = call('ZPOPMIN', P .. 'z:' .. policy.pool .. ':', count - #taken / 2)
      for i = 1, #popped, 2 do
        local text = call('HGET', bucket(popped[i]), popped[i])
        -- A place without its record is left to the scrubber: it must not end the call for all.
        if text and sub(text, 1, 1) == 'p' then
          taken[#taken + 1] = popped[i]
          taken[#taken + 1] = text
        end
      end
      looks = looks + 1
    until #taken == 2 * count or #popped == 0 or looks == HEADS
    return taken, true
  end
  local each = count
  while true do
    local ids, open = heads(policy.pool, has, seniority, each)
    local found = {}
    for _, id in ipairs(ids) do
      local text = call('HGET', bucket(id), id)
      if text and sub(text, 1, 1) == 'p'
        and cooling(id, match(text, '|(%a*)$'), policy, agent, team) == 0 then
        found[#found + 1] = id
        found[#found + 1] = text
        if #found == 2 * count then
          return found
        end
      elseif open > 1 and #ids >= each and each < HEADS then
        -- The next head of this lane may come before those of the others: look deeper.
        break
      end
    end
    if #ids < each or each >= HEADS then
      return found
    end
    each = HEADS
  end
end

local function take_chosen(policy, id, agent, team, has, seniority)
  lanes(policy.pool)   -- lifts what has become visible
  if is_in_flight(id) then
    return nil, 'busy'
  end
  local text = call('HGET', bucket(id), id)
  if not text then
    return nil, 'not-found'
  elseif sub(text, 1, 1) == 'o' then
    return nil, owned(text).pool == policy.pool and 'already-claimed' or 'not-found'
  end
  local r = pooled(text)
  if r.pool ~= policy.pool or r.visible > now then
    return nil, 'not-found'
  elseif not open_to(r.lane, has, seniority) then
    return nil, 'lane-closed\n' .. r.lane
  end
  local till = cooling(id, r.flags, policy, agent, team)
  if till > 0 then
    return nil, 'cooling-down\n' .. string.format('%.0f', till)
  end
  return { id, text }
end

-- Takes the leads out of the pool, counts them, and writes the entry.
local function take(r, policy, agent, team, leads, popped, h, usage, counters, in_pool, all)
  local n = #leads / 2
  local moves, flights, ids = {}, {}, {}
  for i = 1, n do
    local id, before = leads[2 * i - 1], leads[2 * i]
    local version, flags = match(before, '^p|(%d+)|[^|]*|[^|]*|[^|]*|%d+|(%a*)$')
    version = version + 1
    -- A claimed lead is untouched until it is followed up.
    local after = 'o|' .. version .. '|' .. policy.pool .. '|' .. agent .. '|' .. team .. '|'
      .. now_text .. '|0|' .. flags .. 'u|0'
    if not popped then
      hide(id, pooled(before))
    end
    if flags ~= '' then
      count_class(agent, { flags = flags, pool = policy.pool }, 1)
    end
    ids[i] = id
    flights[2 * i - 1], flights[2 * i] = id, r.rid
    moves[i] = id .. ',' .. version .. ',' .. before .. ',' .. after
  end
  call('HSET', P .. 'fl', unpack(flights))
  call('SADD', P .. 'o:' .. agent, unpack(ids))
  -- All counts of the agent in one call: they were read in one, and nobody was in between.
  local counts = { policy.fields[1], (tonumber(h[1] or '0')) + n, 'u', (tonumber(h[2] or '0')) + n }
  for i, quota in ipairs(policy.quotas) do
    usage[i] = usage[i] + n
    if quota.at then
      counts[#counts + 1] = policy.fields[quota.at]
      counts[#counts + 1] = quota.base .. ' ' .. usage[i]
    else
      local key = P .. counters[i]
      if call('INCRBY', key, n) == n then
        call('PEXPIRE', key, quota.ttl)
      end
    end
  end
  call('HSET', P .. 'h:' .. agent, unpack(counts))
  usage[#usage + 1] = in_pool + n
  usage[#usage + 1] = all + n
  local entry = write_entry(r, 'claimed', '', '', '', '', table.concat(counters, ' '), moves)
  return 'ok\n' .. table.concat(usage, ',') .. '\n' .. entry
end

local function decide(r, policy)
  local a = r.at
  local agent, team, team_id = ARGV[a + 1], ARGV[a + 2], ARGV[a + 3]
  local lead, count, has = ARGV[a + 4], tonumber(ARGV[a + 5]), ARGV[a + 6]
  local seniority = tonumber(ARGV[a + 7])
  if not policy.right then
    return 'stale'
  elseif not policy.counted then
    return 'uncounted'
  end
  local leads, refusal
  if lead ~= '' then
    leads, refusal = take_chosen(policy, lead, agent, team, has, seniority)
    if not leads then
      return refusal
    end
  end
  local h = counts_of(policy, agent)
  local usage, counters = {}, {}
  for i, quota in ipairs(policy.quotas) do
    local n, name, frees = used(quota, h, agent, team)
    if n >= quota.max then
      return 'quota-exceeded\n' .. i .. '\n' .. n .. '\n' .. string.format('%.0f', frees)
    end
    count = math.min(count, quota.max - n)
    usage[i], counters[i] = n, name
  end
  local in_pool, all, untouched = held(policy, h, agent)
  if policy.untouched >= 0 then
    if untouched > policy.untouched then
      return 'work-first\nuntouched\n' .. untouched
    end
    count = math.min(count, policy.untouched + 1 - untouched)
  end
  if policy.cap > 0 then
    if in_pool >= policy.cap then
      return 'owned-full\npool\n' .. in_pool
    end
    count = math.min(count, policy.cap - in_pool)
  end
  if policy.all > 0 then
    if all >= policy.all then
      return 'owned-full\nall\n' .. all
    end
    count = math.min(count, policy.all - all)
  end
  if policy.overdue >= 0 then
    local late = call('ZCOUNT', P .. 'd:' .. agent, '-inf', '(' .. now_text)
    if late > policy.overdue then
      return 'work-first\noverdue\n' .. late
    end
  end
  local popped = false
  if not leads then
    leads, popped = take_next(policy, count, agent, team, has, seniority)
  end
  if #leads == 0 then
    return 'pool-empty'
  end
  return take(r, policy, agent, team, leads, popped, h, usage, counters, in_pool, all)
end
