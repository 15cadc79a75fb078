-- POST with the body and the Accept header given after "--", so many requests in a row as given.
-- Arguments: depth, body, accept
local requests

function init(arguments)
  local depth = tonumber(arguments[1] or "1")
  wrk.method = "POST"
  wrk.body = arguments[2] or ""
  if arguments[3] then
    wrk.headers["Accept"] = arguments[3]
  end
  local one = wrk.format()
  requests = string.rep(one, depth)
end

function request()
  return requests
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    "RESULT %.1f %d %d %d\n",
    summary.requests * 1e6 / summary.duration,
    latency:percentile(50),
    latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
