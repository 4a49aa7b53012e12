-- wrk -s paths.lua URL -- FILE: the paths of a file in turn, each thread from another place; prints RESULT requests microseconds bad p50 p99
local threads = 0
function setup(thread)
  thread:set("start", threads * 17)
  threads = threads + 1
end

function init(args)
  paths = {}
  for line in io.lines(args[1]) do paths[#paths + 1] = line end
  at = start
end

function request()
  at = at + 1
  return wrk.format("GET", paths[at % #paths + 1])
end

function done(summary, latency)
  local e = summary.errors
  print(string.format("RESULT %d %d %d %d %d", summary.requests, summary.duration, e.status + e.connect + e.read + e.write + e.timeout, latency:percentile(50), latency:percentile(99)))
end
