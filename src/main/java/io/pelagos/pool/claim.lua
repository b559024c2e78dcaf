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
--   turn       {anchor, time, agents, place}: the agent claims only in its own slots of `time` milliseconds
--              from the anchor on, of which every `agents`th is the agent's; absent: at any time
--   first                          whether leads may be kept for somebody for a while (first refusal)
--   first_beats_cooling            whether cooldown does not count for whom they are kept
--
-- Arguments per request:
--   1 agent T/<agent>   2 team T/<team> or ''   3 lead or ''   4 count
--   5 skills, regions, languages as ' s:a s:b r:sh l:zh ' and  6 seniority; with 'a:1 ' in 5 the server gives the lead
--   7 reason, or ''   8 what changes in the facts of the leads, JSON, or ''
--   9 sealed words about a chosen lead, base64, or ''
--
-- Replies, besides those of decide-head.lua:
--   ok                \n used per quota, comma separated; then held in the pool, held in all
--   pool-empty
--   not-found         not in this pool, under embargo, given away by the server, or no such lead
--   already-claimed   it was claimed from this pool
--   lane-closed       \n lane
--   cooling-down      \n until
--   not-your-turn     \n when the agent's turn is next, 0 never
--   quota-exceeded    \n number of the quota from 1 \n used \n when it frees
--   owned-full        \n 'pool' or 'all' \n held
--   work-first        \n 'untouched' or 'overdue' \n how many
-- Event: claimed
local HEADS = 500

local function open_policy(policy)
  policy.right = now >= policy.from and now < policy.to
  policy.counted = call('HGET', P .. 'known', policy.tenant) == policy.defs
  open_limits(policy)
  return policy
end

local function kept_for(first, agent, team)
  return first == 'a:' .. agent or (team ~= '' and first == 't:' .. team)
end

-- What the agent has for a lead: whoever is offered one may have it, though the server gives it away; no longer than
-- it is kept for him.
local function offers(visible, first, has, agent, team)
  return first ~= '' and visible > now and kept_for(first, agent, team) and has .. RESERVED or has
end

-- When the agent may claim the lead again; 0: now.
local function cooling(id, text, policy, agent, team)
  if policy.cool_agent + policy.cool_team == 0 then
    return 0
  end
  local visible, flags, first = match(text, '|(%d+)|(%a*)|%d+|([^|]*)$')
  if not find(flags, 'c', 1, true) or (policy.first_beats_cooling and first ~= ''
    and tonumber(visible) > now and kept_for(first, agent, team)) then
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
local function heads(policy, agent, team, has, seniority, each)
  local open = open_lanes(policy.pool, has, seniority, policy.first and agent, policy.first and team)
  if #open == 1 then
    return call('ZRANGE', open[1], 0, each - 1), 1
  end
  each = math.min(each, math.max(1, math.floor(HEADS / #open)))
  local all = {}
  for _, lane in ipairs(open) do
    local range = call('ZRANGE', lane, 0, each - 1, 'WITHSCORES')
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

-- Heads of pools as read in this call. They stay in their lane until it ends, or more are read.
local read = {}   -- key of the lane -> { ids, at = how far they were given out }

-- The next head; nil: there is no other, or it takes too long to find one.
local function next_head(lane, wanted)
  local heads = read[lane]
  if not heads or heads.at == #heads then
    if heads and heads.last then
      return nil
    elseif leaving[lane] then
      call('ZREM', lane, unpack(leaving[lane]))
      leaving[lane] = nil
    end
    local most = math.max(wanted, requests)   -- enough if each request of this call wants one
    heads = call('ZRANGE', lane, 0, most - 1)
    heads.at, heads.last = 0, #heads < most
    read[lane] = heads
    if #heads == 0 then
      return nil
    end
  end
  heads.at = heads.at + 1
  return heads[heads.at]
end

-- Nothing to choose by: the heads in their order. Id, record, ...
local function take_heads(policy, count)
  local lane = P .. 'z:' .. policy.pool .. ':'
  local taken, looks = {}, 0
  while #taken < 2 * count and looks < HEADS do
    local id = next_head(lane, count - #taken / 2)
    if not id then
      break
    end
    looks = looks + 1
    if not flying[id] then
      local gone = leaving[lane] or {}
      leaving[lane] = gone
      gone[#gone + 1] = id
      local text = call('HGET', bucket(id), id)
      -- A place without its record is left to the scrubber: it must not end the call for all.
      if text and sub(text, 1, 1) == 'p' then
        taken[#taken + 1] = id
        taken[#taken + 1] = text
      end
    end
  end
  return taken
end

-- Up to `count` leads from the pool's heads that do not cool down for this agent: id, record, ...
-- Says too whether they have left their lane already.
local function take_next(policy, count, agent, team, has, seniority)
  if policy.cool_agent + policy.cool_team == 0 and not policy.first and #lanes(policy.pool) == 0 then
    return take_heads(policy, count), true
  end
  local each = count
  while true do
    local ids, open = heads(policy, agent, team, has, seniority, each)
    local found = {}
    for _, id in ipairs(ids) do
      local text = not flying[id] and call('HGET', bucket(id), id)
      local r = policy.first and text and sub(text, 1, 1) == 'p' and pooled(text)
      if text and sub(text, 1, 1) == 'p'
        and (not r or open_to(r.lane, offers(r.visible, r.first, has, agent, team), seniority))
        and cooling(id, text, policy, agent, team) == 0 then
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
  if r.pool ~= policy.pool or (r.visible > now and not kept_for(r.first, agent, team)) then
    return nil, 'not-found'
  elseif not open_to(r.lane, offers(r.visible, r.first, has, agent, team), seniority) then
    return nil, find(r.lane, ASKS_SERVER) and 'not-found' or 'lane-closed\n' .. r.lane
  end
  local till = cooling(id, text, policy, agent, team)
  if till > 0 then
    return nil, 'cooling-down\n' .. string.format('%.0f', till)
  end
  return { id, text }
end

-- Used again for each request: see decide-head.lua.
local usage, counters, counts, ids = {}, {}, {}, {}

-- Marks the leads in flight to the agent, and adds their moves to the entry.
local function depart_to(r, policy, agent, team, leads, popped)
  local rest = '|' .. policy.pool .. '|' .. agent .. '|' .. team .. '|' .. now_text .. '|0|'
  for i = 1, #leads / 2 do
    local id, before = leads[2 * i - 1], leads[2 * i]
    local version, flags, alarm = match(before, '^p|(%d+)|[^|]*|[^|]*|[^|]*|%d+|(%a*)|(%d+)|')
    version = string.format('%d', version + 1)
    if not popped then
      hide(id, pooled(before))
    elseif alarm ~= '0' then
      call('ZREM', P .. 'alarm', id)
    end
    if flags ~= '' then
      count_class(agent, { flags = flags, pool = policy.pool }, 1)
    end
    ids[i] = id
    -- A claimed lead is untouched until it is followed up.
    add_move(r, id, id .. ',' .. version .. ',' .. before .. ',o|' .. version .. rest .. flags .. 'u|0')
  end
end

-- Counts n claims of the agent under each quota. All counts of the agent in one call: they were
-- read in one, and nobody was in between.
local function count(policy, agent, n, h)
  counts[1], counts[2] = policy.fields[1], string.format('%d', count_at(h, 1) + n)
  counts[3], counts[4] = 'u', string.format('%d', count_at(h, 2) + n)
  local last = 4
  for i, quota in ipairs(policy.quotas) do
    usage[i] = usage[i] + n
    if quota.at then
      counts[last + 1] = policy.fields[quota.at]
      counts[last + 2] = quota.base .. string.format(' %d', usage[i])
      last = last + 2
    else
      local key = P .. counters[i]
      if call('INCRBY', key, n) == n then
        call('PEXPIRE', key, quota.ttl + ahead)
      end
    end
  end
  call('HSET', P .. 'h:' .. agent, unpack(counts, 1, last))
end

-- Takes the leads out of the pool, counts them, and writes the entry.
local function take(r, policy, agent, team, leads, popped, h, in_pool, all, reason, patch, said)
  local n, quotas = #leads / 2, #policy.quotas
  begin_entry(r, 'claimed', reason, patch, '', said, '', table.concat(counters, ' ', 1, quotas))
  depart_to(r, policy, agent, team, leads, popped)
  call('SADD', P .. 'o:' .. agent, unpack(ids, 1, n))
  count(policy, agent, n, h)
  usage[quotas + 1], usage[quotas + 2] = in_pool + n, all + n
  return 'ok\n' .. table.concat(usage, ',', 1, quotas + 2), end_entry(r)
end

-- When the agent's turn is next, 0 for never; nil: now, or turns do not matter.
local function waits(turn)
  if not turn then
    return nil
  elseif turn.place >= turn.agents then
    return '0'
  end
  local slot = math.floor((now - turn.anchor) / turn.time)
  local ahead = (turn.place - slot) % turn.agents
  return ahead > 0 and string.format('%.0f', turn.anchor + (slot + ahead) * turn.time) or nil
end

local function decide(r, policy, agent, team, lead, count, has, seniority, reason, patch, said)
  count, seniority = tonumber(count), tonumber(seniority)
  if not policy.right then
    return 'stale'
  elseif not policy.counted then
    return 'uncounted'
  end
  local turn = waits(policy.turn)
  if turn then
    return 'not-your-turn\n' .. turn
  end
  local leads, refusal
  if lead ~= '' then
    leads, refusal = take_chosen(policy, lead, agent, team, has, seniority)
    if not leads then
      return refusal
    end
  end
  local h = counts_of(policy, agent)
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
  return take(r, policy, agent, team, leads, popped, h, in_pool, all, reason or '', patch or '', said or '')
end
