#!/bin/bash
# kill_import.sh EXECUTABLE [DATABASE] [KILLS] [ROWS]: kills an import with SIGKILL at so many moments, spread over its
# whole run, carries it to its end, and compares every column but ids with an undisturbed import. DATABASE is an empty
# PostgreSQL database; without one (or "") an SQLite file is made. Needs sqlite3 or psql.
set -euo pipefail
bin=$1 url=${2:-} kills=${3:-20} rows=${4:-40000}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
[ -n "$url" ] || url=sqlite://$dir/own.db
ask() { case $url in sqlite:*) sqlite3 "$dir/own.db" ".timeout 15000" "$1" ;; *) psql -XAqt "$url" -c "$1" ;; esac; }
cb() { "$bin" --database "$url" "$@"; }
cd "$dir"
"$bin" simulate --incidents "$rows" --format chicago-22col --out town >/dev/null 2>&1
for code in CALM HIT; do
  cb init --agency $code --name $code --zone America/Chicago --boundary town/boundary.geojson --beats town/beats.geojson --neighborhoods town/neighborhoods.geojson >/dev/null 2>&1
done
from=$(date +%s%N)
cb import town/incidents.csv --profile chicago-22col --agency CALM --json >calm.json
whole=$((($(date +%s%N) - from) / 1000000))
counts="SELECT count(*) FROM incidents i JOIN agencies a ON a.id = i.agency_id JOIN batches b ON b.agency_id = i.agency_id AND b.id = i.batch_id WHERE b.state = 'active' AND a.code"
loading=0
for kill in $(seq 1 "$kills"); do
  setsid "$bin" --database "$url" import town/incidents.csv --profile chicago-22col --agency HIT --json >/dev/null 2>&1 &
  pid=$!
  ms=$((whole * (kill * 618 % 1000) / 1000))
  sleep "$((ms / 1000)).$(printf %03d $((ms % 1000)))"
  kill -9 $pid 2>/dev/null || true
  wait $pid 2>/dev/null || true
  [ "$(ask "SELECT count(*) FROM batches WHERE state = 'loading'")" = 0 ] || loading=$((loading + 1))
  # As if two minutes had gone by without a sign of life.
  ask "UPDATE batches SET touched_at = 0 WHERE state = 'loading'" >/dev/null
  seen=$(ask "$counts = 'HIT'")
  [ "$seen" = 0 ] || [ "$seen" = "$rows" ] || { echo "kill $kill left $seen rows visible"; exit 1; }
  # What came to its end before the kill is undone, so that the next kill meets a first import again.
  ask "UPDATE batches SET state = 'undone' WHERE state = 'active' AND agency_id = (SELECT id FROM agencies WHERE code = 'HIT')" >/dev/null
done
cb import town/incidents.csv --profile chicago-22col --agency HIT --json >hit.json
for code in CALM HIT; do
  ask "SELECT i.kind, i.source_key, i.source_id, i.digest, i.offense, i.label, i.day, i.hour, i.from_at, i.until_at, i.lon, i.lat, i.cell7, i.cell10, i.address_how, i.address_score, i.place_text, i.place_key, beat.name, hood.name, i.flags
    FROM incidents i JOIN agencies a ON a.id = i.agency_id JOIN batches b ON b.agency_id = i.agency_id AND b.id = i.batch_id
    LEFT JOIN areas beat ON beat.agency_id = i.agency_id AND beat.id = i.beat_id LEFT JOIN areas hood ON hood.agency_id = i.agency_id AND hood.id = i.neighborhood_id
    WHERE a.code = '$code' AND b.state = 'active' ORDER BY i.source_key" >$code.rows
done
n=$(wc -l <CALM.rows)
[ "$n" -ge "$rows" ] && cmp CALM.rows HIT.rows && echo "${url%%:*}: $rows rows, undisturbed $whole ms; $kills kills, $loading of them while a batch was loading; the rows are the same"
cat hit.json
