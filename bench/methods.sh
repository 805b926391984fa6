#!/bin/sh
# Times the methods in space and space-time on made-up incidents, one line each: wall seconds, CPU seconds, peak memory.
# usage: DATA=folder-with-pN.csv bench/methods.sh [near-repeat|local|kde|dbscan|scan ...]
# The files come from the generator of the reference values: `python3 gen_points.py N pN.csv` for N = 1000, 10000, 100000;
# p1000000.csv holds ten of the last, 20 km apart (this script makes it, and cells.csv, where they are missing).
set -eu
: "${DATA:?the folder with p1000.csv, p10000.csv and p100000.csv}"
root=$(cd "$(dirname "$0")/.." && pwd)
cargo build --quiet --release --manifest-path "$root/Cargo.toml" -p commonbeat-methods --example analyze
analyze=${CARGO_TARGET_DIR:-$root/target}/release/examples/analyze
if [ ! -e "$DATA/p1000000.csv" ]; then
  awk -F, 'NR == 1 { print; next } { for (k = 0; k < 10; k++) printf "%d,%.2f,%s,%s\n", $1 * 10 + k, $2 + k * 20000, $3, $4 }' \
    "$DATA/p100000.csv" > "$DATA/p1000000.csv"
fi
if [ ! -e "$DATA/cells.csv" ]; then
  awk -F, 'NR > 1 { x = int($2 / 100); y = int($3 / 100); n[(x > 99 ? 99 : x) "," (y > 99 ? 99 : y)]++ }
    END { print "x,y,v"; for (j = 0; j < 100; j++) for (i = 0; i < 100; i++) print i * 100 + 50 "," j * 100 + 50 "," n[i "," j] + 0 }' \
    "$DATA/p100000.csv" > "$DATA/cells.csv"
fi
measure() {
  label=$1
  shift
  /usr/bin/time -f "| $label | %e s | %U s | %M KB |" "$analyze" "$@" --json 2>&1 >/dev/null | grep '^|'
}
echo '| work | wall | CPU (user) | peak memory |'
echo '|---|---|---|---|'
for what in ${*:-near-repeat local kde dbscan scan}; do
  case $what in
  near-repeat) for n in 1000 10000 100000 1000000; do for r in 0 999; do
    measure "near repeat 5 x 4 bands to 400 m, $r permutations, $n points" near-repeat --points "$DATA/p$n.csv" --x x --y y \
      --time t --space 0,.1,100,200,300,400 --days 0,7,14,21,28 --permutations $r
  done; done ;;
  local) for r in 0 999; do for m in gi-star moran; do
    measure "$m 10,000 cells, $r permutations" $m --cells "$DATA/cells.csv" --x x --y y --value v --queen --cell-size 100 --permutations $r
  done; done ;;
  kde) for n in 1000 10000 100000 1000000; do for k in "quartic" "quartic --exact" "gaussian"; do
    # shellcheck disable=SC2086 # the kernel and its flag are words of their own
    measure "kde $k 200 x 200, h = 300 m, $n points" kde --points "$DATA/p$n.csv" --x x --y y --bandwidth 300 --cell 50 \
      --bounds 0,0,10000,10000 --kernel $k
  done; done ;;
  dbscan) for n in 1000 10000 100000 1000000; do
    measure "dbscan 100 m, 100 points, $n points" dbscan --points "$DATA/p$n.csv" --x x --y y --eps 100 --min-points 100
  done ;;
  scan) for n in 1000 10000; do
    measure "scan to 500 m and 14 days, 999 permutations, $n points" scan --points "$DATA/p$n.csv" --x x --y y --time t \
      --max-radius 500 --max-days 14
  done ;;
  esac
done
