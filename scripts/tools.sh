#!/bin/bash
# Tools that Debian does not have, built once beside the target folder.
set -euo pipefail
mkdir -p "$TOOLS"
install() {
  command -v "$1" >/dev/null 2>&1 && return
  echo "building $1 $2 (once)"
  # A target folder of its own: these crates would push ours out of the shared one.
  CARGO_TARGET_DIR="$TOOLS/build" cargo install --locked --quiet --root "$TOOLS" --version "$2" "$1"
  rm -rf "$TOOLS/build"
}
install cargo-deny 0.20.2
install cargo-nextest 0.9.143
