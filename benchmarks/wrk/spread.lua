-- POST for one ID of one of the namespaces ns-1 to ns-COUNT, drawn at random.
-- Arguments: count
function init(arguments)
  count = tonumber(arguments[1])
  math.randomseed(os.time())
  wrk.method = "POST"
end

function request()
  return wrk.format(nil, nil, nil, '{"namespace":"ns-' .. math.random(count) .. '"}')
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
