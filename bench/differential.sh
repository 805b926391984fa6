#!/bin/sh
# Our methods beside esda, pointpats, scikit-learn, statsmodels and R's spdep, surveillance, spatstat, dbscan on fifty random inputs.
# usage: WORK=folder bench/differential.sh [python|r ...]
# Python's come into an environment of their own in WORK; R's are Debian's packages: r-base-core r-cran-spdep r-cran-surveillance
# r-cran-spatstat r-cran-dbscan r-cran-jsonlite (as root it installs them where Rscript is missing).
set -eu
: "${WORK:?a folder for the environment and the inputs}"
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$WORK"
if [ ! -x "$WORK/venv/bin/python" ]; then
  python3 -m venv "$WORK/venv"
  "$WORK/venv/bin/pip" install -q esda==2.9.0 libpysal==4.14.1 pointpats==2.5.5 scikit-learn==1.9.1 statsmodels==0.15.0
fi
case "${*:-python r}" in
*r*) if ! command -v Rscript >/dev/null; then
  apt-get update -q
  apt-get install -y -q --no-install-recommends r-base-core r-cran-spdep r-cran-surveillance r-cran-spatstat r-cran-dbscan r-cran-jsonlite
fi ;;
esac
cargo build --quiet --release --manifest-path "$root/Cargo.toml" -p commonbeat-methods --example analyze
analyze=${CARGO_TARGET_DIR:-$root/target}/release/examples/analyze
# shellcheck disable=SC2086 # the groups are words of their own
"$WORK/venv/bin/python" "$root/bench/differential.py" "$analyze" "$WORK/inputs" ${*:-}
