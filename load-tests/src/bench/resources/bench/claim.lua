-- wrk: POST a claim to a pool; each request is the next agent's, round robin.
-- Arguments: path, file with one bearer token per line, body.
local requests, turn = {}, 0

function init(args)
  for token in io.lines(args[2]) do
    local headers = { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" }
    requests[#requests + 1] = wrk.format("POST", args[1], headers, args[3])
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

-- No response(): it would cost the load generator more than the claim's HTTP costs the server.
-- Every answer is 201 or an error status, so the difference counts the claims.
function done(summary, latency, _)
  local e = summary.errors
  io.write(string.format("bench ok=%d refused=%d broken=%d micros=%d p50=%d p99=%d\n",
    summary.requests - e.status, e.status, e.connect + e.read + e.write + e.timeout,
    summary.duration, latency:percentile(50), latency:percentile(99)))
end
