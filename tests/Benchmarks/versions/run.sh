#!/usr/bin/env bash
# run.sh: size of 365 versions of 1,000,000 rows, and how long the difference of neighbours takes (design A.7). On the server that psql's own variables (PGHOST, PGUSER, PGDATABASE) name.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
psql -qX -f history.sql
log=$(mktemp -d)
pgbench -n -f neighbours.sql -c 1 -t 2000 -M simple --log --log-prefix="$log/d" >/dev/null 2>&1
cat "$log"/d* | awk '{print $3 / 1000}' | sort -n | awk '{t[NR] = $1} END {printf "difference of neighbours, 1 reader: median %.1f ms, p99 %.1f ms\n", t[int(NR * .5)], t[int(NR * .99)]}'
rm -r "$log"
psql -qXc 'drop schema bench_versions cascade'
