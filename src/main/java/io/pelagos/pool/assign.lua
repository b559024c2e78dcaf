-- Behind limits.lua. Decides that a supervisor gives a lead to an agent, from a pool or from its present owner.
--
-- Policy (JSON): of the agent who shall have it
--   cap, cap_won, cap_nurtured   holding cap of the lead's pool, 0 none; all, all_won, all_nurtured
--
-- Arguments per request:
--   1 lead   2 agent T/<agent>   3 team T/<team> or ''
--   4 where the supervisor saw it: 'p' and its pool T/<pool>, or 'o' and its owner T/<agent>
--   5 '1' forces it above the cap   6 reason, sealed, base64, or ''
--
-- Replies, besides those of decide-head.lua:
--   changed      it is somewhere else by now
--   same         the agent has it already
--   owned-full   \n 'pool' or 'all' \n held
-- Event: assigned (from a pool) or transferred (from an owner)
local function open_policy(policy)
  return policy
end

local function decide(r, policy, id, agent, team, where, force, reason)
  local before = call('HGET', bucket(id), id)
  if is_in_flight(id) then
    return 'busy'
  elseif not before then
    return 'changed'
  end
  local state = sub(before, 1, 1)
  local lead = state == 'p' and pooled(before) or owned(before)
  local seen = state == 'p' and 'p' .. lead.pool or 'o' .. lead.owner
  if seen ~= where then
    return 'changed'
  elseif lead.owner == agent then
    return 'same'
  end
  if force ~= '1' and (policy.cap > 0 or policy.all > 0) then
    policy.pool = lead.pool
    open_limits(policy)
    local in_pool, all = held(policy, counts_of(policy, agent), agent)
    if policy.cap > 0 and in_pool >= policy.cap then
      return 'owned-full\npool\n' .. in_pool
    elseif policy.all > 0 and all >= policy.all then
      return 'owned-full\nall\n' .. all
    end
  end
  local version = string.format('%.0f', lead.version + 1)
  local after = 'o|' .. version .. '|' .. lead.pool .. '|' .. agent .. '|' .. team .. '|'
    .. now_text .. '|0|' .. string.gsub(lead.flags, 'u', '') .. 'u|0'
  begin_entry(r, state == 'p' and 'assigned' or 'transferred', '', reason, '')
  depart(r, id, before, after, version)
  return 'ok', end_entry(r)
end
