#!/bin/sh
# Kills the server under 20 writers, ten times (or as often as the first argument says), with the release build: every
# acknowledged write must be there once, and the chain whole. Prints how many were acknowledged.
set -eu
cd "$(dirname "$0")/.."
COMMONBEAT_KILLS="${1:-10}" exec cargo test --release --locked -p commonbeat --test it -- --exact --nocapture \
    killed::what_was_acknowledged_before_a_kill_is_there_once
