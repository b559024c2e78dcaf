-- Puts leads where the committed rows say they are. Undo, intake and scrubber settle in the same way: only what they
-- expect to find differs.
--
-- ARGV  for each lead:
--   1 lead id
--   2 expected: 'f<request id>' in flight under that request, 'n' not here, '=' and the record
--   3 record to put, '' for none (closed)
--   4 '' when that is all, else, newlines between:
--     who it has left, for cooldowns: 'T/agent|T/team|time|milliseconds to remember', or ''
--     what to give back, for a refused decision or a committed refund: counters and 'rq:<key>', blanks between, or ''
--     the record before and the record after of the decision, which are counted since then; both ''
--     when the lead went from a pool to its owner just as decided, and so is counted right
-- A counter: its key, or 'h:T/agent#q:<what>#<start of the window>'.
-- The outbox entry of a request that is expected in flight is done, whoever was there.
-- Reply: one digit per lead in one text: 1 settled, 0 not as expected (somebody else was there).
local done, landed, finished = {}, {}, {}
local here = {}   -- leads that have landed in this call: a decision and its replay may come together

local function remember_leaving(id, text)
  local agent, team, left, keep = match(text, '^([^|]*)|([^|]*)|(%d+)|(%d+)$')
  local cool = P .. 'k:' .. id
  call('HSET', cool, 'a:' .. agent, left)
  if team ~= '' then
    call('HSET', cool, 't:' .. team, left)
  end
  if call('PTTL', cool) < keep + ahead then
    call('PEXPIRE', cool, keep + ahead)
  end
end

local function give_back(names)
  for name in string.gmatch(names, '%S+') do
    local key, field, start = match(name, '^([^#]+)#([^#]+)#(%d+)$')
    if key then
      local base, n = match(call('HGET', P .. key, field) or '', '^(%d+) (%d+)$')
      if base == start and tonumber(n) > 0 then
        call('HSET', P .. key, field, base .. ' ' .. (n - 1))
      end
    elseif sub(name, 1, 3) == 'rq:' then
      call('DEL', P .. name)
    elseif tonumber(call('GET', P .. name) or '0') > 0 then
      call('DECR', P .. name)
    end
  end
end

-- Under which requests leads are in flight, asked for many at once: nothing lands before the end of this call.
local ASKED = 500
local under = {}

local function ask(from)
  local ids = {}
  for i = from, math.min(from + 4 * ASKED - 1, #ARGV), 4 do
    ids[#ids + 1] = ARGV[i]
  end
  for i, rid in ipairs(call('HMGET', FLIGHTS, unpack(ids))) do
    under[ids[i]] = rid
  end
end

-- Is the lead as expected? Takes away what it counted until now. One that is not here is put at once.
local function leave(id, key, expected, before, after, record)
  if sub(expected, 1, 1) == 'f' then
    local rid = sub(expected, 2)
    finished[#finished + 1] = rid
    if here[id] or under[id] ~= rid then
      return false
    end
    here[id] = true
    landed[#landed + 1] = id
    hold_way(id, before, after, -1)
    if sub(before, 1, 1) == 'o' then
      hold(id, owned(before), -1)
    end
    return true
  end
  if under[id] then
    return false
  elseif expected == 'n' then
    return (record == '' and call('HEXISTS', key, id) or 1 - call('HSETNX', key, id, record)) == 0
  elseif call('HGET', key, id) ~= sub(expected, 2) then
    return false
  elseif shown[id] then
    show_all()
  end
  withdraw(id, sub(expected, 2))
  return true
end

local function settle(i)
  if (i - 1) % (4 * ASKED) == 0 then
    ask(i)
  end
  local id, expected, record = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local left, back, before, after = '', '', '', ''
  if ARGV[i + 3] ~= '' then
    left, back, before, after = match(ARGV[i + 3], '^([^\n]*)\n([^\n]*)\n([^\n]*)\n([^\n]*)$')
  end
  local key = bucket(id)
  local fits = leave(id, key, expected, before, after, record)
  if fits then
    if record == '' then
      call('HDEL', key, id)
    else
      if expected ~= 'n' then
        call('HSET', key, id, record)
      end
      if before ~= '' or after ~= '' or sub(expected, 1, 1) ~= 'f' then
        contribute_soon(id, record)
      else
        if sub(record, -2) ~= '|0' then
          call('ZADD', P .. 'alarm', match(record, '|(%d+)$'), id)
        end
      end
    end
    if left ~= '' then
      remember_leaving(id, left)
    end
    if back ~= '' then
      give_back(back)
    end
  end
  done[#done + 1] = fits and '1' or '0'
end

local fine, why = pcall(function()
  for i = 1, #ARGV, 4 do
    settle(i)
  end
end)
-- Whatever came behind them: what is here must be where it can be claimed.
show_all()
if not fine then
  error(why, 0)
end
if #landed > 0 then
  call('HDEL', FLIGHTS, unpack(landed))
end
if #finished > 0 then
  call('HDEL', OUTBOX, unpack(finished))
end
return table.concat(done)
