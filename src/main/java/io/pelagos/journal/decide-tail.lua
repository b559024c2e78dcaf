-- Behind a decision: asks `decide(request, policy)` for each request, in order of arrival.
local policies = {}
local own = tonumber(ARGV[2])
local first = 3 + tonumber(ARGV[1])
for i = 3, first - 1 do
  policies[i - 2] = open_policy(cjson.decode(ARGV[i]))
end
local replies = { now_text, 0 }

local function remembered(r, again)
  if r.key ~= '' then
    local text = call('GET', P .. 'rq:' .. r.key)
    if text then
      local body, entry = match(text, '^([^\n]*)\n(.*)$')
      if body ~= r.body then
        return 'reused'
      end
      local same = sub(entry, 1, #r.rid + 1) == r.rid .. '\t'
      return (same and 'ok' or 'replay') .. '\n\n' .. entry
    end
  end
  local entry = again == '1' and call('HGET', P .. 'ob', r.rid)
  return entry and ('ok\n\n' .. entry)
end

for i = first, #ARGV, 8 + own do
  local r = { rid = ARGV[i], tenant = ARGV[i + 2], version = ARGV[i + 3], key = ARGV[i + 4],
              body = ARGV[i + 5], actor = ARGV[i + 6], at = i + 7 }
  local reply = (r.key ~= '' or ARGV[i + 1] == '1') and remembered(r, ARGV[i + 1])
  if not reply then
    if fits(r.tenant, tonumber(r.version)) then
      reply = decide(r, policies[tonumber(ARGV[i + 7])])
    else
      reply = 'stale'
    end
  end
  replies[#replies + 1] = reply
end
keep_clock()
replies[2] = call('HLEN', P .. 'ob')
return replies
