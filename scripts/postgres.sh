#!/bin/bash
# postgres.sh start: Debian's PostgreSQL on a free loopback port in a folder of its own, never as root; prints `FOLDER URL`.
# postgres.sh stop FOLDER: ends it and removes the folder.
set -euo pipefail
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n1)

as_other() {
  if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

start() {
  local dir port
  dir=$(mktemp -d "${TMPDIR:-/tmp}/commonbeat-postgres.XXXXXX")
  if [ "$(id -u)" -eq 0 ]; then chown postgres "$dir"; fi
  as_other "$bin/initdb" -D "$dir/data" -U commonbeat -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
  for _ in 1 2 3 4 5; do
    port=$(node -e 'const s=require("net").createServer().listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
    # Nothing here outlives a test run, so nothing is forced to disk.
    if as_other "$bin/pg_ctl" -D "$dir/data" -w -t 30 -l "$dir/log" -o "-c listen_addresses=127.0.0.1 -p $port -k $dir -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=256MB -c max_wal_size=2GB" start >/dev/null 2>&1; then
      echo "$dir postgres://commonbeat@127.0.0.1:$port/postgres"
      return
    fi
  done
  tail -n 20 "$dir/log" >&2
  rm -rf "$dir"
  exit 3
}

stop() {
  [ -d "$1/data" ] || return 0
  as_other "$bin/pg_ctl" -D "$1/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$1"
}

case "${1:-}" in
  start) start ;;
  stop) stop "$2" ;;
  *) echo "use: postgres.sh start | stop FOLDER" >&2; exit 2 ;;
esac
