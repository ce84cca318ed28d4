#!/usr/bin/env bash
# Rebuilds the Parquet file of data/flchain from R's survival package.
#
#   eng/data/flchain.sh            build aside, and compare with data/SHA256SUMS
#   eng/data/flchain.sh --update   build, and replace the file and its line in data/SHA256SUMS
#
# Needs the .NET 10 SDK, and R with survival (on Debian: apt-get install r-base-core r-cran-survival).
# After --update, carry the changed hash and size over to data/catalogue.json by hand.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
data="$(cd "$here/../../data" && pwd)"
mode="${1:-check}"
case "$mode" in
  check|--update) ;;
  *) echo "usage: flchain.sh [--update]" >&2; exit 2 ;;
esac

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir "$work/flchain"
Rscript "$here/flchain.R" "$work"
dotnet run --file "$here/ToParquet.cs" -- "$work/persons.csv" "$work/flchain/flchain-persons.parquet" \
  'id INTEGER, age INTEGER, sex VARCHAR, sample_yr INTEGER, kappa DOUBLE, lambda DOUBLE, flc_grp INTEGER, creatinine DOUBLE, mgus INTEGER, futime INTEGER, death INTEGER' 'id'
(cd "$work" && sha256sum flchain/flchain-persons.parquet) > "$work/SHA256SUMS"

if [ "$mode" = --update ]; then
  mkdir -p "$data/flchain"
  cp "$work"/flchain/*.parquet "$data/flchain/"
  grep -v ' flchain/' "$data/SHA256SUMS" > "$work/others" || true
  LC_ALL=C sort -k 2 "$work/others" "$work/SHA256SUMS" > "$work/all"
  cp "$work/all" "$data/SHA256SUMS"
elif ! diff <(grep ' flchain/' "$data/SHA256SUMS") "$work/SHA256SUMS"; then
  echo "flchain.sh: the built file differs from data/SHA256SUMS" >&2
  exit 1
fi

read -r hash _ < "$work/SHA256SUMS"
grep -q "\"$hash\"" "$data/catalogue.json" || { echo "flchain.sh: data/catalogue.json lacks the hash $hash" >&2; exit 1; }
