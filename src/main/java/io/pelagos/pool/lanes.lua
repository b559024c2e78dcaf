-- Lanes: a pool's leads are split by what they ask of an agent.
local lanes_of = {}   -- pool -> lanes, read once a call
-- What a lane asks for whose leads the server gives away. Who is offered one, and whom the server gives one,
-- has it for that lead.
local RESERVED, ASKS_SERVER = 'a:1 ', '^auto='

-- The pool's lanes that ask for something. Lifts what has become visible first.
local function lanes(pool)
  if not lanes_of[pool] then
    lift_embargo(pool)
    lanes_of[pool] = call('SMEMBERS', P .. 'la:' .. pool)
  end
  return lanes_of[pool]
end

-- Does the agent have what the lane asks for? A lane: 'skill=a&region=sh&seniority=3'.
local function open_to(lane, has, seniority)
  for name, value in string.gmatch(lane, '([^=&]+)=([^&]*)') do
    if name == 'seniority' then
      if tonumber(value) > seniority then
        return false
      end
    elseif not find(has, ' ' .. sub(name, 1, 1) .. ':' .. value .. ' ', 1, true) then
      return false
    end
  end
  return true
end


-- Keys of the lanes that are open to the agent: the common one first, at most 64 in all. With an agent,
-- those of leads that are kept for this agent or team, too.
local function open_lanes(pool, has, seniority, agent, team)
  local lane = P .. 'z:' .. pool .. ':'
  local open = { lane }
  for _, name in ipairs(lanes(pool)) do
    if #open < 64 and (has == '*' or open_to(name, has, seniority)) then
      open[#open + 1] = lane .. name
    end
  end
  if agent then
    open[#open + 1] = P .. 'f:' .. pool .. ':a:' .. agent
    if team ~= '' then
      open[#open + 1] = P .. 'f:' .. pool .. ':t:' .. team
    end
  end
  return open
end
