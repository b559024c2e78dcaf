-- wrk: signed JSON leads, each with an id and a phone of its own.
-- Arguments: path, secret, first number (each request takes the next; numbers stay below 10^9), how many leads at most
-- (after them the last comes again and again, which is a duplicate).
local ffi = require("ffi")
-- Of the OpenSSL that wrk is linked with.
ffi.cdef [[
  const void *EVP_sha256(void);
  unsigned char *HMAC(const void *md, const void *key, int key_len, const unsigned char *d, size_t n,
    unsigned char *out, unsigned int *out_len);
]]
local path, key, number, last
local mac, mac_len = ffi.new("unsigned char[32]"), ffi.new("unsigned int[1]")
local headers = { ["Content-Type"] = "application/json" }
local body = '{"external_id":"bench-%d","name":"Li Wei","phone":"+8613%09d","email":"lead%d@example.com",'
  .. '"source":{"campaign":"123456","ad":"a1"},"form_id":1234,"city":"Shanghai","question":"When may we call?"}'

function init(args)
  path, key, number = args[1], args[2], tonumber(args[3])
  last = number + tonumber(args[4]) - 1
end

local function sign(text)
  ffi.C.HMAC(ffi.C.EVP_sha256(), key, #key, text, #text, mac, mac_len)
  return (ffi.string(mac, 32):gsub(".", function(c) return string.format("%02x", c:byte()) end))
end

function request()
  local n = number
  number = math.min(n + 1, last)
  local text = string.format(body, n, n, n)
  headers["X-Signature"] = sign(text)
  return wrk.format("POST", path, headers, text)
end

function done(summary, latency, _)
  local e = summary.errors
  io.write(string.format("bench ok=%d refused=%d broken=%d micros=%d p50=%d p99=%d\n",
    summary.requests - e.status, e.status, e.connect + e.read + e.write + e.timeout,
    summary.duration, latency:percentile(50), latency:percentile(99)))
end
