-- Between road.lua and a decision: what one request looks like, and how a decision is written.
--
-- ARGV[1]  number of policies; ARGV[2] number of the decision's own arguments per request
-- ARGV[3 ...]  the policies, JSON
-- then for each request, in order of arrival:
--   1 request id   2 '1' when it may have been sent before   3 tenant number
--   4 configuration version   5 hash of the Idempotency-Key or ''   6 hash of the body
--   7 actor   8 number of its policy, from 1, or 0   9 ... the decision's own arguments
--
-- Reply: now, length of the outbox, then one text per request: a word, a newline, details
--   ok      \n usage \n entry      decided; the entry is what PostgreSQL must write
--   replay  \n       \n entry      decided before under the same key
--   reused                         the key was used with another body
--   stale                          the configuration or the window is older than what is known
--   uncounted                      a limit is new and its past claims are not counted yet
--   busy                           the lead is in flight
--   or a refusal of the decision, with its details
local newest = {}   -- tenant -> newest configuration version

-- Lets older configurations be refused from now on. False: this one is too old itself.
local function fits(tenant, version)
  if not newest[tenant] then
    newest[tenant] = tonumber(call('HGET', P .. 'cfg', tenant) or '0')
  end
  if version < newest[tenant] then
    return false
  end
  if version > newest[tenant] then
    call('HSET', P .. 'cfg', tenant, version)
    newest[tenant] = version
  end
  return true
end

-- Marks a lead in flight from `before` ('' for a closed one) to `after`, and returns its move for
-- the entry. It counts for whom it leaves and for whom it goes to until it is settled.
local function depart(rid, id, before, after, version)
  if before ~= '' then
    withdraw(id, before)
  end
  hold_both(id, before, after, 1)
  call('HSET', P .. 'fl', id, rid)
  return id .. ',' .. version .. ',' .. before .. ',' .. after
end

-- The outbox entry: fields separated by tabs, the moves last.
local function write_entry(r, type, reason, patch, data, sealed, counters, moves)
  local entry = table.concat({ r.rid, r.tenant, now_text, type, r.actor, r.key, r.body, reason,
    patch, data, sealed, counters, table.concat(moves, '\t') }, '\t')
  call('HSET', P .. 'ob', r.rid, entry)
  if r.key ~= '' then
    call('SET', P .. 'rq:' .. r.key, r.body .. '\n' .. entry, 'PX', 600000)
  end
  return entry
end
