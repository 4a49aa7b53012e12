#!/usr/bin/env bash
# tests/Benchmarks/search/run.sh [DATASETS] [SECONDS]: package_search over 100,000 invented datasets, beside pgbench doing the selects alone.
# Makes an installation of its own in .benchmark (kept for the next time) on port 5190. Needs psql, pgbench and node; close everything else.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
home=$root/.benchmark
datasets=${1:-100000}
seconds=${2:-10}
url=http://127.0.0.1:5190

"$root/run" --empty --port 5190 --home "$home" >"$root/.benchmark.log" 2>&1 &
server=$!
trap 'kill -TERM $server 2>/dev/null; wait $server 2>/dev/null || true' EXIT
until curl -sf "$url/api/3" >/dev/null; do
  kill -0 $server || { cat "$root/.benchmark.log" >&2; exit 1; }
  sleep 1
done

data=$([ -f "$home/postgres.location" ] && cat "$home/postgres.location" || echo "$home/postgres")
export PGHOST=$data/socket PGUSER=opendata PGDATABASE=opendata
if [ "$(psql -Atc 'select count(*) from catalog.package')" -lt "$datasets" ]; then
  psql -q -v n="$datasets" -f "$here/datasets.sql" >/dev/null
  OPENDATA_HOME=$home "$root/opendata" rebuild-search
  psql -q -c 'vacuum analyze'
fi

node "$here/search.mjs" "$url" "$seconds"
for clients in 1 8; do
  echo "pgbench, $clients client$([ "$clients" -gt 1 ] && echo s), fq organization:"
  pgbench -n -f "$here/select.sql" -c "$clients" -T "$seconds" -M prepared 2>/dev/null | grep -E 'latency average|tps'
done
