-- wrk: Google lead form bodies, each with an id and a phone of its own.
-- Arguments: path, google_key, first number (each request takes the next; numbers stay below 10^9).
local path, key, number
local headers = { ["Content-Type"] = "application/json" }
local body = '{"lead_id":"bench-%d","campaign_id":123456,"gcl_id":"","user_column_data":['
  .. '{"column_name":"Full Name","string_value":"Li Wei","column_id":"FULL_NAME"},'
  .. '{"column_name":"User Phone","string_value":"+8613%09d","column_id":"PHONE_NUMBER"},'
  .. '{"column_name":"User Email","string_value":"lead%d@example.com","column_id":"EMAIL"}],'
  .. '"api_version":"1.0","form_id":1234,"google_key":"%s"}'

function init(args)
  path, key, number = args[1], args[2], tonumber(args[3])
end

function request()
  local n = number
  number = n + 1
  return wrk.format("POST", path, headers, string.format(body, n, n, n, key))
end

function done(summary, latency, _)
  local e = summary.errors
  io.write(string.format("bench ok=%d refused=%d broken=%d micros=%d p50=%d p99=%d\n",
    summary.requests - e.status, e.status, e.connect + e.read + e.write + e.timeout,
    summary.duration, latency:percentile(50), latency:percentile(99)))
end
