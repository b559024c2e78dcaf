-- Between road.lua and a decision: what one request looks like, and how a decision is written.
--
-- ARGV[1]  number of contexts
-- ARGV[2 ...]  for each context what many requests share:
--   tenant number   configuration version   policy, JSON, or ''
-- then one text for each request, in order of arrival, with tabs between:
--   request id   number of its context, from 1   hash of the Idempotency-Key or ''
--   hash of the body   actor   ... the decision's own arguments
--
-- Reply: now, length of the outbox, then two texts per request: a word with its details behind
-- newlines, and what PostgreSQL must write, '' for nothing
--   ok      \n usage               decided
--   replay                         decided before under the same key
--   reused                         the key was used with another body
--   stale                          the configuration or the window is older than what is known
--   uncounted                      a limit is new and its past claims are not counted yet
--   busy                           the lead is in flight
--   failed  \n what               this request alone could not be decided: a defect
--   or a refusal of the decision, with its details
--
-- A script's garbage is dear, above all tables and long texts: what is made for each request is
-- made once and used again.
local first = 2 + 3 * tonumber(ARGV[1])   -- the first request
local requests = #ARGV - first + 1        -- how many
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

-- What the requests of this call leave to be written when all are decided: one command for many.
local entries, flights = {}, {}   -- field, value, ... of ob and of fl
local leaving = {}                -- key of a lane -> leads that have left it

local function write_down()
  if #entries > 0 then
    call('HSET', OUTBOX, unpack(entries))
  end
  if #flights > 0 then
    call('HSET', FLIGHTS, unpack(flights))
  end
  for lane, ids in pairs(leaving) do
    call('ZREM', lane, unpack(ids))
  end
end

local function fly(id, rid)
  flying[id] = rid
  flights[#flights + 1] = id
  flights[#flights + 1] = rid
end

-- What a request that failed half-way has noted is not written; the scrubber puts its leads right.
local function forget_after(entries_before, flights_before)
  for i = #flights, flights_before + 1, -1 do
    flying[flights[i]] = nil
    flights[i] = nil
  end
  for i = #entries, entries_before + 1, -1 do
    entries[i] = nil
  end
end

-- The entry that is being written: its fields, and behind them its moves.
local fields, last_field = {}, 0

-- Begins an outbox entry; the texts are those of Entry.
local function begin_entry(r, type, reason, patch, data, sealed, also, counters)
  fields[1], fields[2], fields[3], fields[4] = r.rid, r.tenant, now_text, type
  fields[5], fields[6], fields[7], fields[8] = r.actor, r.key, r.body, reason
  fields[9], fields[10], fields[11], fields[12], fields[13] = patch, data, sealed, also, counters
  last_field = 13
end

-- Notes a lead's move; the lead is in flight under the request.
local function add_move(r, id, move)
  fly(id, r.rid)
  last_field = last_field + 1
  fields[last_field] = move
end

-- Marks a lead in flight from `before` ('' for a closed one) to `after`, and adds its move to the
-- entry. An owned one counts for its owner until it is settled, but rings no more.
local function depart(r, id, before, after, version)
  local state = sub(before, 1, 1)
  if state == 'p' then
    hide(id, pooled(before))
  elseif state == 'o' and sub(before, -2) ~= '|0' then
    call('ZREM', P .. 'alarm', id)
  end
  hold_way(id, before, after, 1)
  add_move(r, id, id .. ',' .. version .. ',' .. before .. ',' .. after)
end

-- Ends it; what it holds is described beside Entry.
local function end_entry(r)
  local entry = table.concat(fields, '\t', 1, last_field)
  entries[#entries + 1] = r.rid
  entries[#entries + 1] = entry
  if r.key ~= '' then
    call('SET', P .. 'rq:' .. r.key, r.body .. '\n' .. entry, 'PX', 600000)
  end
  return entry
end
