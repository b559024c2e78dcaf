-- Behind limits.lua. What an agent has used of a pool's limits.
--
-- ARGV[1]  policy as in claim.lua; ARGV[2] agent T/<agent>; ARGV[3] team T/<team> or ''
-- Reply: used and when it frees, per quota; then held in the pool, held in all, untouched, overdue.
local policy, agent, team = cjson.decode(ARGV[1]), ARGV[2], ARGV[3]
policy.all = math.max(policy.all, 1)   -- asks held() to count all
open_limits(policy)
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
