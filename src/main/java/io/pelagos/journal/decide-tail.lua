-- Behind a decision: asks `decide(request, policy, own arguments ...)` for each request, in order of arrival.
local contexts = {}
for i = 2, first - 1, 3 do
  contexts[#contexts + 1] = {
    tenant = ARGV[i], version = tonumber(ARGV[i + 1]),
    policy = ARGV[i + 2] ~= '' and open_policy(cjson.decode(ARGV[i + 2])) or nil
  }
end
local replies = { now_text, 0 }

local r = {}   -- the request

local function remembered()
  local text = call('GET', P .. 'rq:' .. r.key)
  if not text then
    return nil
  end
  local body, entry = match(text, '^([^\n]*)\n(.*)$')
  if body ~= r.body then
    return 'reused'
  end
  return 'replay', entry
end

local function answer(rid, number, key, body, actor, ...)
  local context = contexts[tonumber(number)]
  r.rid, r.tenant, r.key, r.body, r.actor = rid, context.tenant, key, body, actor
  local word, entry
  if r.key ~= '' then
    word, entry = remembered()
  end
  if word then
    return word, entry
  elseif not fits(r.tenant, context.version) then
    return 'stale'
  end
  return decide(r, context.policy, ...)
end

-- One capture for each field; a pattern has at most 32.
local _, tabs = string.gsub(ARGV[first], '\t', '')
local request = '^' .. string.rep('([^\t]*)\t', tabs) .. '([^\t]*)$'

for i = first, #ARGV do
  local entries_before, flights_before = #entries, #flights
  local fine, word, entry = pcall(answer, match(ARGV[i], request))
  if not fine then
    forget_after(entries_before, flights_before)
    word, entry = 'failed\n' .. (type(word) == 'table' and word.err or tostring(word)), nil
  end
  replies[#replies + 1] = word
  replies[#replies + 1] = entry or ''
end
write_down()
keep_clock()
replies[2] = call('HLEN', OUTBOX)
return replies
