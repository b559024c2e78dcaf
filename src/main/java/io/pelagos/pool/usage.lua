-- Behind limits.lua. What agents have used of a pool's limits.
--
-- ARGV[1]  number of policies; then the policies as in claim.lua
-- then three texts for each agent: number of its policy, from 1; T/<agent>; T/<team> or ''
-- Reply: a list for each agent: used and when it frees, per quota; then held in the pool, held in all, untouched, overdue.
local count = tonumber(ARGV[1])
local policies = {}
for i = 1, count do
  local policy = cjson.decode(ARGV[i + 1])
  policy.all = math.max(policy.all, 1)   -- asks held() to count all
  open_limits(policy)
  policies[i] = policy
end

local function told(policy, agent, team)
  local h = counts_of(policy, agent)
  local reply = {}
  for _, quota in ipairs(policy.quotas) do
    local n, _, frees = used(quota, h, agent, team)
    reply[#reply + 1] = string.format('%.0f', n)
    reply[#reply + 1] = string.format('%.0f', frees)
  end
  local in_pool, all, untouched = held(policy, h, agent)
  local late = call('ZCOUNT', P .. 'd:' .. agent, '-inf', '(' .. now_text)
  for _, n in ipairs({ in_pool, all, untouched, late }) do
    reply[#reply + 1] = string.format('%.0f', n)
  end
  return reply
end

local replies = {}
for i = count + 2, #ARGV, 3 do
  replies[#replies + 1] = told(policies[tonumber(ARGV[i])], ARGV[i + 1], ARGV[i + 2])
end
return replies
