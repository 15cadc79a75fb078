-- PUT of namespaces ns-FROM to ns-(FROM+COUNT-1), each once. Ends when all are answered.
-- Arguments: from, count, threads
local threads_made = 0

function setup(thread)
  thread:set("part", threads_made)
  threads_made = threads_made + 1
end

function init(arguments)
  local from, count, threads = tonumber(arguments[1]), tonumber(arguments[2]), tonumber(arguments[3])
  next_number = from + part
  step = threads
  last_number = from + count - 1
  awaited = math.floor((count - part + threads - 1) / threads)
  wrk.method = "PUT"
  wrk.body = '{"kind":"sequence"}'
end

function request()
  -- What is asked for beyond the last one changes nothing.
  local number = math.min(next_number, last_number)
  next_number = next_number + step
  return wrk.format(nil, "/v1/namespaces/ns-" .. number)
end

function response(status)
  if status == 200 or status == 201 then
    awaited = awaited - 1
    if awaited <= 0 then
      wrk.thread:stop()
    end
  end
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
