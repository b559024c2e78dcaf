-- Limits: what an agent has used of them. The policy's fields are described in claim.lua.

-- Names the fields of h:<agent> that held() and used() need, to be read in one call.
local function open_limits(policy)
  local fields = { 'p:' .. policy.pool, 'u' }
  local function add(field)
    fields[#fields + 1] = field
    return #fields
  end
  if policy.cap > 0 then
    policy.won_at = not policy.cap_won and add('w:' .. policy.pool)
    policy.nurtured_at = not policy.cap_nurtured and add('n:' .. policy.pool)
  end
  if policy.all > 0 then
    policy.all_won_at = not policy.all_won and add('w:')
    policy.all_nurtured_at = not policy.all_nurtured and add('n:')
  end
  for _, quota in ipairs(policy.quotas or {}) do
    if quota.scope == 'a' and quota.step == 0 then
      quota.at = add('q:' .. quota.what)
      -- The agent stands before it; whoever gives back knows who that is.
      quota.name = '#q:' .. quota.what .. '#' .. quota.base
    end
  end
  policy.fields = fields
end

-- What an agent has, as read: held() and used() take it.
local function counts_of(policy, agent)
  return call('HMGET', P .. 'h:' .. agent, unpack(policy.fields))
end

-- How often a quota was used, the name of the counter, and when it frees.
local function used(quota, h, agent, team)
  if quota.at then
    local value = h[quota.at]
    if value then
      local base, n = match(value, '^(%d+) (%d+)$')
      if base == quota.base then
        return tonumber(n), quota.name, quota.frees
      end
    end
    return 0, quota.name, quota.frees
  end
  local id = quota.scope == 'a' and agent or quota.scope == 't' and team or ''
  local key = 'q:' .. quota.scope .. '/' .. id .. '/' .. quota.what .. ':'
  if quota.step == 0 then
    key = key .. quota.base
    return tonumber(call('GET', P .. key) or '0'), key, quota.frees
  end
  local index = math.floor(now / quota.step)
  local keys = {}
  for i = index - quota.buckets, index do
    keys[#keys + 1] = P .. key .. string.format('%.0f', i)
  end
  local sum, frees = 0, nil
  for i, count in ipairs(call('MGET', unpack(keys))) do
    if count and tonumber(count) > 0 then
      sum = sum + count
      frees = frees or (index + i) * quota.step
    end
  end
  return sum, key .. string.format('%.0f', index), frees or now
end

local function count_at(h, i)
  return i and h[i] and tonumber(h[i]) or 0
end

-- Leads held in the pool and in all that count for the caps, and how many are untouched.
local function held(policy, h, agent)
  local in_pool = count_at(h, 1) - count_at(h, policy.won_at) - count_at(h, policy.nurtured_at)
  local all = 0
  if policy.all > 0 then
    all = call('SCARD', P .. 'o:' .. agent)
      - count_at(h, policy.all_won_at) - count_at(h, policy.all_nurtured_at)
  end
  return in_pool, all, count_at(h, 2)
end

