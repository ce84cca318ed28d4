#!/usr/bin/env bash
# Rebuilds the Parquet files of data/nafld from R's survival package.
#
#   eng/data/nafld.sh            build aside, and compare with data/SHA256SUMS
#   eng/data/nafld.sh --update   build, and replace the files and data/SHA256SUMS
#
# Needs the .NET 10 SDK, and R with survival (on Debian they're installed if missing).
# After --update, carry changed hashes and sizes over to data/catalogue.json by hand;
# both ways end by checking that the catalogue names the hashes of the files.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
data="$(cd "$here/../../data" && pwd)"
mode="${1:-check}"
case "$mode" in
  check|--update) ;;
  *) echo "usage: nafld.sh [--update]" >&2; exit 2 ;;
esac

has_survival() {
  command -v Rscript >/dev/null && Rscript -e 'q(status = !requireNamespace("survival", quietly = TRUE))' >/dev/null 2>&1
}
if ! has_survival; then
  if ! command -v apt-get >/dev/null; then
    echo "nafld.sh: install R and its survival package first" >&2
    exit 1
  fi
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
  "${as_root[@]}" apt-get update
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends r-base-core r-cran-survival
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir "$work/nafld"
Rscript "$here/nafld.R" "$work"

to_parquet() { # TABLE COLUMNS ORDER
  dotnet run --file "$here/ToParquet.cs" -- "$work/$1.csv" "$work/nafld/nafld-$1.parquet" "$2" "$3"
}
to_parquet persons 'id INTEGER, age INTEGER, male INTEGER, sex VARCHAR, weight DOUBLE, height INTEGER, bmi DOUBLE, case_id INTEGER, futime INTEGER, status INTEGER' 'id'
to_parquet labs 'id INTEGER, days INTEGER, test VARCHAR, value DOUBLE' 'id, days, test, value'
to_parquet events 'id INTEGER, days INTEGER, event VARCHAR' 'id, days, event'

(cd "$work" && sha256sum nafld/nafld-events.parquet nafld/nafld-labs.parquet nafld/nafld-persons.parquet) > "$work/SHA256SUMS"

if [ "$mode" = --update ]; then
  mkdir -p "$data/nafld"
  cp "$work"/nafld/*.parquet "$data/nafld/"
  grep -v ' nafld/' "$data/SHA256SUMS" 2>/dev/null > "$work/others" || true
  LC_ALL=C sort -k 2 "$work/others" "$work/SHA256SUMS" > "$work/all"
  cp "$work/all" "$data/SHA256SUMS"
elif ! diff <(grep ' nafld/' "$data/SHA256SUMS") "$work/SHA256SUMS"; then
  echo "nafld.sh: the built files differ from data/SHA256SUMS" >&2
  exit 1
fi

(cd "$data" && sha256sum --check --quiet "$work/SHA256SUMS")
missing=0
while read -r hash file; do
  if ! grep -q "\"$hash\"" "$data/catalogue.json"; then
    echo "nafld.sh: data/catalogue.json lacks the hash of $file: $hash" >&2
    missing=1
  fi
done < "$work/SHA256SUMS"
exit "$missing"
