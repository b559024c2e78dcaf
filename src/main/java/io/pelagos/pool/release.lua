-- Decides that a lead goes back to a pool: its owner releases it, or a rule takes it back.
--
-- Arguments per request:
--   1 lead   2 owner T/<agent> who must hold it   3 version it must have, or ''
--   4 pool T/<pool> to go to, '' for the one it came from   5 event type   6 reason (a rule's name)
--   7 sealed reason in free words, base64, or ''
--
-- Replies, besides those of decide-head.lua:
--   not-found   this agent does not hold it
--   changed     it has another version
-- Event: the type given, released or recycled
local function open_policy(policy)
  return policy
end

local function decide(r, _, id, owner, expected, pool, type, reason, sealed)
  local before = call('HGET', bucket(id), id)
  if is_in_flight(id) then
    return 'busy'
  elseif not before or sub(before, 1, 1) ~= 'o' then
    return 'not-found'
  end
  local lead = owned(before)
  if lead.owner ~= owner then
    return 'not-found'
  elseif expected ~= '' and lead.version ~= expected then
    return 'changed'
  end
  pool = pool ~= '' and pool or lead.pool
  local version = string.format('%.0f', lead.version + 1)
  local after = 'p|' .. version .. '|' .. pool .. '||0|0|'
  begin_entry(r, type, reason, sealed, '')
  depart(r, id, before, after, version)
  return 'ok', end_entry(r)
end
