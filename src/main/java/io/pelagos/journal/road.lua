-- What every script of a cell shares. LuaScript puts it in front of the script's own text, and the
-- cell's nonce in front of both, so that a Redis that was not rebuilt knows none of them.
--
-- KEYS[1]  prefix of the cell's keys: its hash tag and its epoch, '{c7}:5:'
--
-- Keys below the prefix (T = tenant number, ids as text, times in epoch milliseconds):
--   l:<last 4 digits>   hash   lead id -> record; small hashes, so that a lead takes few bytes
--   fl                  hash   leads in flight: lead id -> request id; their record in l: is the one before
--   z:T/<pool>:<lane>   zset   leads that may be claimed, lowest score first
--   w:T/<pool>          zset   leads that are not for everybody yet, by the time when they become visible
--   f:T/<pool>:<who>    zset   those of them that <who> may claim sooner (first refusal), lowest score first
--   la:T/<pool>         set    lanes of the pool that ask for something
--   o:T/<agent>         set    leads held, in flight included
--   h:T/<agent>         hash   counts of held leads: p:<pool>, u untouched, l locked, m nurtured;
--                              w:/n: and w:/n:<pool> won, and nurtured of those that are not won;
--                              q:<what> -> start of a calendar window, blank, claims in it
--   d:T/<agent>         zset   next contacts, by time
--   k:<lead>            hash   a:<agent>, t:<team> -> when the lead left them (cooldown)
--   q:...               string other claim counters: q:<scope>/<id>/<what>:<start or bucket>
--   known               hash   tenant -> the counters that are complete; or who fills them, see count.lua
--   alarm               zset   leads by the time when the rules are to be asked next
--   ob                  hash   outbox: request id -> entry
--   rq:<key>            string a request with an Idempotency-Key: hash of its body, newline, entry
--   cfg                 hash   tenant -> newest configuration version seen
--   clock, offset       string the last time given out; an offset that only tests set
--   tail                string up to which transaction of the journal new leads are known to be here
--   lease               string the node that does the cell's background work
--
-- A record says where a lead is:
--   p|version|pool|lane|score|visible|flags|alarm|first  pooled
--   o|version|pool|owner|team|claimed|next|flags|alarm   owned
-- first: who may claim before it is visible: a:T/<agent>, t:T/<team>, or nothing.
-- Flags: c has left somebody, u untouched, w won, n nurtured, l locked. No record: closed, or not here yet.
local P = KEYS[1]
local FLIGHTS, OUTBOX, RECORDS = P .. 'fl', P .. 'ob', P .. 'l:'
local call = redis.call
local match, sub, find = string.match, string.sub, string.find

local clock = call('MGET', P .. 'clock', P .. 'offset')
if not clock[1] then
  -- Only a rebuild sets the clock: without it the keys are gone, though the scripts are not.
  return redis.error_reply('NOSCRIPT the keys of this cell are gone')
end
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + (tonumber(clock[2]) or 0)
-- How far the cell is ahead of a clock that was set back. Redis forgets keys by that clock, so what must be known for
-- some of the cell's time is kept for so much longer.
local ahead = 0
if tonumber(clock[1]) > now then
  ahead = tonumber(clock[1]) - now
  now = tonumber(clock[1])
end
local now_text = string.format('%.0f', now)

local function keep_clock()
  if clock[1] ~= now_text then
    call('SET', P .. 'clock', now_text)
  end
end

local function bucket(id)
  return RECORDS .. sub(id, -4)
end

local function pooled(text)
  local version, pool, lane, score, visible, flags, alarm, first =
    match(text, '^p|(%d+)|([^|]*)|([^|]*)|([^|]*)|(%d+)|(%a*)|(%d+)|([^|]*)$')
  return { version = version, pool = pool, lane = lane, score = score,
           visible = tonumber(visible), flags = flags, alarm = tonumber(alarm), first = first }
end

local function owned(text)
  local version, pool, owner, team, claimed, next_at, flags, alarm =
    match(text, '^o|(%d+)|([^|]*)|([^|]*)|([^|]*)|(%d+)|(%d+)|(%a*)|(%d+)$')
  return { version = version, pool = pool, owner = owner, team = team, claimed = claimed,
           alarm = tonumber(alarm), next_at = tonumber(next_at), flags = flags }
end

local flying = {}   -- leads that this call has decided: lead id -> request id; in fl when it ends

local function is_in_flight(id)
  return flying[id] or call('HEXISTS', FLIGHTS, id) == 1
end

-- Flags that are counted: where in h:<agent>.
local FLAG_COUNTS = { u = 'u', l = 'l', n = 'm' }

-- Won and nurtured leads are counted apart, as some caps leave them out.
local function class_of(r)
  return find(r.flags, 'w', 1, true) and 'w:' or find(r.flags, 'n', 1, true) and 'n:'
end

local function count_class(owner, r, sign)
  local class = class_of(r)
  if class then
    call('HINCRBY', P .. 'h:' .. owner, class, sign)
    call('HINCRBY', P .. 'h:' .. owner, class .. r.pool, sign)
  end
end

-- What a record of an owned lead adds to its owner's counts (sign 1) or takes from them (-1).
local function hold(id, r, sign)
  local counts = P .. 'h:' .. r.owner
  call('HINCRBY', counts, 'p:' .. r.pool, sign)
  if r.flags ~= '' then
    for flag, field in pairs(FLAG_COUNTS) do
      if find(r.flags, flag, 1, true) then
        call('HINCRBY', counts, field, sign)
      end
    end
  end
  count_class(r.owner, r, sign)
  if sign > 0 then
    call('SADD', P .. 'o:' .. r.owner, id)
    if r.next_at > 0 then
      call('ZADD', P .. 'd:' .. r.owner, r.next_at, id)
    end
  else
    call('SREM', P .. 'o:' .. r.owner, id)
    if r.next_at > 0 then
      call('ZREM', P .. 'd:' .. r.owner, id)
    end
  end
end

local function show(id, r)
  if r.visible > now then
    call('ZADD', P .. 'w:' .. r.pool, r.visible, id)
    if r.first ~= '' then
      call('ZADD', P .. 'f:' .. r.pool .. ':' .. r.first, r.score, id)
    end
    return
  end
  call('ZADD', P .. 'z:' .. r.pool .. ':' .. r.lane, r.score, id)
  if r.lane ~= '' then
    call('SADD', P .. 'la:' .. r.pool, r.lane)
  end
end

local function hide(id, r)
  local lane = P .. 'z:' .. r.pool .. ':' .. r.lane
  if r.alarm > 0 then
    call('ZREM', P .. 'alarm', id)
  end
  if call('ZREM', lane, id) == 0 then
    call('ZREM', P .. 'w:' .. r.pool, id)
    if r.first ~= '' then
      call('ZREM', P .. 'f:' .. r.pool .. ':' .. r.first, id)
    end
  elseif r.lane ~= '' and call('EXISTS', lane) == 0 then
    call('SREM', P .. 'la:' .. r.pool, r.lane)
  end
end

-- Takes away what a record contributes to the other keys. The record itself stays.
local function withdraw(id, text)
  if sub(text, 1, 1) == 'p' then
    hide(id, pooled(text))
  else
    local r = owned(text)
    hold(id, r, -1)
    if r.alarm > 0 then
      call('ZREM', P .. 'alarm', id)
    end
  end
end

-- What a lead on its way counts beside what it counted before, which stays until it is settled: for whom it
-- goes to, or what is new for whom it stays with. So nobody is ever over a limit, and nobody is counted twice.
local function hold_way(id, before, after, sign)
  if sub(after, 1, 1) ~= 'o' then
    return
  end
  local now_held = owned(after)
  local held = sub(before, 1, 1) == 'o' and owned(before)
  if not held or held.owner ~= now_held.owner then
    hold(id, now_held, sign)
    return
  end
  local counts = P .. 'h:' .. held.owner
  for flag, field in pairs(FLAG_COUNTS) do
    if find(now_held.flags, flag, 1, true) and not find(held.flags, flag, 1, true) then
      call('HINCRBY', counts, field, sign)
    end
  end
  -- Some caps leave out won or nurtured leads: one that is so no longer counts at once.
  if class_of(held) ~= class_of(now_held) then
    count_class(held.owner, held, -sign)
  end
end

local function contribute(id, text)
  local state = sub(text, 1, 1)
  local r
  if state == 'p' then
    r = pooled(text)
    show(id, r)
  elseif state == 'o' then
    r = owned(text)
    hold(id, r, 1)
  end
  if r and r.alarm > 0 then
    call('ZADD', P .. 'alarm', r.alarm, id)
  end
end

-- Leads whose time has come become visible to everybody; at most 100 a call.
local function lift_embargo(pool)
  local due = call('ZRANGEBYSCORE', P .. 'w:' .. pool, '-inf', now_text, 'LIMIT', 0, 100)
  for _, id in ipairs(due) do
    call('ZREM', P .. 'w:' .. pool, id)
    local text = call('HGET', bucket(id), id)
    if text and sub(text, 1, 1) == 'p' then
      local r = pooled(text)
      if r.first ~= '' then
        call('ZREM', P .. 'f:' .. pool .. ':' .. r.first, id)
      end
      show(id, r)
    end
  end
end
