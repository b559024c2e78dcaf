-- For scripts that put many leads, in front of them: what most contribute is written for many at once. It is not there
-- before show_all.
local SHOWN = 1000   -- leads of a lane; Lua passes no more than some thousand values at once
local showing, alarms = {}, {}   -- pool and lane -> { score, id, ... }; { time, id, ... }
local shown = {}                 -- which leads are among them

local function show_all()
  for place, leads in pairs(showing) do
    call('ZADD', P .. 'z:' .. place, unpack(leads))
    local pool, lane = match(place, '^([^:]*):(.*)$')
    if lane ~= '' then
      call('SADD', P .. 'la:' .. pool, lane)
    end
  end
  if #alarms > 0 then
    call('ZADD', P .. 'alarm', unpack(alarms))
  end
  showing, alarms, shown = {}, {}, {}
end

-- Like contribute; a lead that everybody may claim waits for others of its lane. Only the parts that tell: it is the
-- most frequent of all, and a rebuild's time goes here.
local function contribute_soon(id, text)
  local pool, lane, score, visible, alarm = match(text, '^p|%d+|([^|]*)|([^|]*)|([^|]*)|(%d+)|%a*|(%d+)|')
  if not pool or tonumber(visible) > now then
    return contribute(id, text)
  end
  if not tonumber(score) then
    error('lead ' .. id .. ' has no place in its pool')   -- the call ends here, and not where all are shown
  end
  local place = pool .. ':' .. lane
  local leads = showing[place]
  if not leads then
    leads = {}
    showing[place] = leads
  end
  leads[#leads + 1] = score
  leads[#leads + 1] = id
  shown[id] = true
  if alarm ~= '0' then
    alarms[#alarms + 1] = alarm
    alarms[#alarms + 1] = id
  end
  if #leads >= 2 * SHOWN or #alarms >= 2 * SHOWN then
    show_all()
  end
end

