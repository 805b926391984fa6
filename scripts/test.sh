#!/bin/bash
# test.sh [check|e2e|shots]: every proof in order; goes on after a failure so that one run tells all; last line `N passed, N failed`.
set -uo pipefail
export RUST_BACKTRACE=0
cd "$(dirname "$0")/.."
part=${1:-all}
passed=0
failed=0
work=$(mktemp -d "${TMPDIR:-/tmp}/commonbeat-test.XXXXXX")
postgres=

finish() {
  [ -n "$postgres" ] && scripts/postgres.sh stop "$postgres"
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# step NAME COMMAND...: one proof that holds or not; says its seconds, and its words only when it fails.
step() {
  local name=$1 begun=$SECONDS
  shift
  if "$@" >"$work/step" 2>&1 </dev/null; then
    passed=$((passed + 1))
    printf 'ok    %-28s %4d s\n' "$name" $((SECONDS - begun))
  else
    failed=$((failed + 1))
    tail -n "${LINES_SHOWN:-60}" "$work/step"
    printf 'FAIL  %-28s %4d s\n' "$name" $((SECONDS - begun))
    return 1
  fi
}

# counted NAME REGEX-SCRIPT COMMAND...: a suite that counts its own tests; `$2` turns its output into "passed failed".
counted() {
  local name=$1 counter=$2 begun=$SECONDS code p f
  shift 2
  "$@" >"$work/suite" 2>&1 </dev/null
  code=$?
  read -r p f < <("$counter" "$work/suite")
  p=${p:-0} f=${f:-0}
  if [ "$code" -ne 0 ] && [ "$f" -eq 0 ]; then f=1; fi
  passed=$((passed + p))
  failed=$((failed + f))
  grep -hoE '(shelf absent|PostgreSQL absent): .*not run' "$work/suite" | sort -u
  if [ "$code" -ne 0 ] || [ "$f" -gt 0 ]; then
    tail -n "${LINES_SHOWN:-120}" "$work/suite"
    printf 'FAIL  %-28s %4d s  %d passed, %d failed\n' "$name" $((SECONDS - begun)) "$p" "$f"
  else
    printf 'ok    %-28s %4d s  %d passed\n' "$name" $((SECONDS - begun)) "$p"
  fi
}

# "Summary [ 1.2s] 45 tests run: 44 passed (1 slow), 1 failed, 3 skipped", also with timed out and exec failed.
count_nextest() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '/Summary \[/ { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) p = $(i-1); if ($i ~ /^failed/ || ($i ~ /^timed/)) f += $(i-1) } } END { print p + 0, f + 0 }'
}
count_doc() {
  awk '/^test result:/ { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) p += $(i-1); if ($i ~ /^failed/) f += $(i-1) } } END { print p + 0, f + 0 }' "$1"
}
count_node() {
  awk '/^(# |ℹ )pass /{ p = $3 } /^(# |ℹ )fail /{ f = $3 } /^(# |ℹ )cancelled /{ c = $3 } END { print p + 0, f + c + 0 }' "$1"
}

node_parts() {
  step "ui: npm ci" make --no-print-directory ui/node_modules/.package-lock.json &&
    step "ui: types" bash -c 'cd ui && npm run --silent check' &&
    step "ui: build" make --no-print-directory ui
}

browser() {
  step "e2e: npm ci" bash -c 'cd e2e && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error' || return
  # Built with the suite's own selection: another one would mean other features, and so the whole tree anew.
  step "e2e: the executable" cargo nextest run --no-run --locked --workspace || return
  counted "browser ($1)" count_node env COMMONBEAT_BIN="$CARGO_TARGET_DIR/debug/commonbeat" node e2e/run.mjs "$1"
}

database() {
  local started
  if ! started=$(scripts/postgres.sh start 2>"$work/postgres"); then
    cat "$work/postgres"
    failed=$((failed + 1))
    echo "FAIL  PostgreSQL did not start"
    return
  fi
  postgres=${started%% *}
  export COMMONBEAT_TEST_POSTGRES=${started#* }
}

case $part in
  e2e) node_parts && browser journeys ;;
  shots)
    node_parts && browser shots
    # A palette is enough for pages; a repository keeps every version of a picture.
    step "pictures made small" find docs/screenshots -name '*.png' -exec pngquant --force --ext .png --strip --quality 50-90 --skip-if-larger {} +
    ;;
  *)
    step "format" cargo fmt --all --check
    node_parts
    step "clippy" cargo clippy --locked --quiet --workspace --all-targets -- -D warnings
    if [ "$part" = all ]; then
      step "tools" scripts/tools.sh
      step "licenses and sources" cargo deny --log-level error check bans licenses sources
      database
      counted "suite, both databases" count_nextest cargo nextest run --locked --workspace --no-fail-fast --profile all
      counted "documentation's examples" count_doc cargo test --locked --quiet --workspace --doc
      step "documentation" env RUSTDOCFLAGS="-D warnings" cargo doc --locked --quiet --workspace --no-deps
      browser journeys
    fi
    ;;
esac

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
