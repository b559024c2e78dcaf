-- Behind limits.lua. Decides a step of a lead that a node has worked out from the lead's committed row:
-- it happens only if the lead is still as it was then. All that changes a lead but a claim is such a step.
--
-- Policy (JSON), '' for none: holding caps of whom the lead goes to; or, when it leaves, of whom it leaves,
-- and then it goes only while there are more than allowed
--   cap, cap_won, cap_nurtured   of the lead's pool, 0 none; all, all_won, all_nurtured over all pools
-- or, of a step that gives claims back
--   tenant, defs   the tenant's number and the counters that must be complete for it, see count.lua
--
-- Arguments per request:
--   1 lead   2 version that it must have; '' for a closed one, which only PostgreSQL knows
--   3 version that the step makes   4 event type   5 reason (a rule's name), or ''
--   6 what changes in its facts, JSON, or ''   7 what the event tells beside that, JSON, or ''
--      in both the time of the decision is written as "\u0001now"
--   8 sealed words, base64, or ''   9 what else is written with it, see Entry, or ''
--   10 where it goes: 'p', 'o' or 'c'   11 pool T/<pool>   12 owner T/<agent> or ''   13 team T/<team> or ''
--   14 next contact, 0 none   15 flags that it gets
--   16 a limit on leads of the owner's that have a flag: 'flag max', or ''
--   17 counters of claims that count one less once it is committed, see settle.lua, blanks between, or ''
--
-- Replies, besides those of decide-head.lua:
--   changed      it is not as it was then
--   owned-full   \n 'pool' or 'all' \n held \n the pool's id
--   no-excess    the owner holds no more than allowed
--   too-many     \n flag \n how many
local function open_policy(policy)
  policy.counted = not policy.defs or call('HGET', P .. 'known', policy.tenant) == policy.defs
  return policy
end

-- Why the agent may not have one more; nil: may.
local function full(policy, pool, agent)
  policy.pool = pool
  open_limits(policy)
  local in_pool, all = held(policy, counts_of(policy, agent), agent)
  if policy.cap > 0 and in_pool >= policy.cap then
    return 'owned-full\npool\n' .. in_pool .. '\n' .. match(pool, '/(.*)$')
  elseif policy.all > 0 and all >= policy.all then
    return 'owned-full\nall\n' .. all
  end
end

-- Why a lead that is one too many stays after all; nil: it goes.
local function spare(policy, pool, agent)
  policy.pool = pool
  open_limits(policy)
  local in_pool, all = held(policy, counts_of(policy, agent), agent)
  if (policy.cap == 0 or in_pool <= policy.cap) and (policy.all == 0 or all <= policy.all) then
    return 'no-excess'
  end
end

-- Why no more of the owner's leads may have the flag; nil: they may.
local function flagged(limit, owner, before)
  local flag, max = match(limit, '^(%a) (%d+)$')
  if before and find(before.flags, flag, 1, true) then
    return nil
  end
  local count = tonumber(call('HGET', P .. 'h:' .. owner, FLAG_COUNTS[flag]) or '0')
  if count >= tonumber(max) then
    return 'too-many\n' .. flag .. '\n' .. count
  end
end

local function stamped(text)
  return (string.gsub(text, '"\\u0001now"', now_text))
end

local function decide(r, policy, id, expected, version, type, reason, patch, data, sealed, also,
    to, pool, owner, team, next_at, flags, limit, given_back)
  local before = call('HGET', bucket(id), id) or ''
  if is_in_flight(id) then
    return 'busy'
  end
  local lead
  if before ~= '' then
    lead = sub(before, 1, 1) == 'p' and pooled(before) or owned(before)
  end
  if (lead and lead.version or '') ~= expected then
    return 'changed'
  elseif policy and not policy.counted then
    return 'uncounted'   -- who counts the journal meanwhile may have seen this step, or not
  end
  local comes = to == 'o' and not (lead and lead.owner == owner)
  local goes = to ~= 'o' and lead and lead.owner
  local refusal = comes and policy and full(policy, pool, owner)
    or goes and policy and spare(policy, lead.pool, lead.owner)
    or limit ~= '' and flagged(limit, owner, lead)
  if refusal then
    return refusal
  end
  local after = ''
  if to == 'p' then
    after = 'p|' .. version .. '|' .. pool .. '||0|0|' .. flags .. '|0|'
  elseif to == 'o' then
    after = 'o|' .. version .. '|' .. pool .. '|' .. owner .. '|' .. team .. '|'
      .. (comes and now_text or lead.claimed) .. '|' .. next_at .. '|' .. flags .. '|0'
  end
  begin_entry(r, type, reason, stamped(patch), stamped(data), sealed, also, given_back)
  depart(r, id, before, after, version)
  return 'ok', end_entry(r)
end
