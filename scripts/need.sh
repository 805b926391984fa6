#!/bin/bash
# need.sh build|test|shots: is everything there? What Debian has is installed where this user may; else the line to type is printed (exit 2).
set -euo pipefail
what=${1:-build}
missing=()
wrong=()

have() { command -v "$1" >/dev/null 2>&1; }
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n1)" = "$2" ]; }

have git || missing+=(git)
have cc || missing+=(gcc libc6-dev)
have node || missing+=(nodejs npm)
have npm || { have node && wrong+=("npm is missing: it comes with Node.js 20 from https://nodejs.org or as Debian's package npm"); }
have node && { at_least "$(node --version | tr -d v)" 20 || wrong+=("Node.js 20 or newer is needed, $(node --version) is here: https://nodejs.org"); }
if have cargo; then
  version=$(cargo --version | awk '{print $2}')
  at_least "$version" 1.95 || wrong+=("Rust 1.95 or newer is needed, $version is here: rustup update stable")
else
  wrong+=("Rust 1.95 is needed: https://rustup.rs")
fi
if [ "$what" != build ]; then
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
  have chromium || missing+=(chromium)
  [ -x /usr/sbin/sshd ] || missing+=(openssh-server)
  have sftp || missing+=(openssh-client)
  compgen -G '/usr/share/fonts/truetype/*' >/dev/null || missing+=(fonts-dejavu-core)
  [ "$what" != shots ] || have pngquant || missing+=(pngquant)
fi

if [ ${#missing[@]} -gt 0 ]; then
  line="apt-get install -y --no-install-recommends ${missing[*]}"
  as=
  if [ "$(id -u)" -eq 0 ]; then as=env
  elif have sudo && sudo -n true 2>/dev/null; then as="sudo -n env"; fi
  if [ -n "$as" ] && have apt-get; then
    echo "installing ${missing[*]}"
    log=$(mktemp)
    if ! { $as apt-get update -qq && $as DEBIAN_FRONTEND=noninteractive $line; } </dev/null >"$log" 2>&1; then
      tail -n 5 "$log" >&2
      wrong+=("these packages could not be installed; try: $line")
    fi
    rm -f "$log"
    # What was installed may be too old (Debian's Node.js was, for years): look once more.
    if [ ${#wrong[@]} -eq 0 ] && [ -z "${LOOKED_AGAIN:-}" ]; then LOOKED_AGAIN=1 exec "$0" "$what"; fi
  else
    wrong+=("missing: ${missing[*]}. Type: sudo apt-get update && sudo $line")
  fi
fi

if [ ${#wrong[@]} -gt 0 ]; then
  printf '%s\n' "${wrong[@]}" >&2
  exit 2
fi
