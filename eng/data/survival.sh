# Sourced by the scripts that rebuild a data set of R's survival package: `begin NAME ARGUMENTS`, its tables into "$work/NAME", `finish NAME`.
# What is built aside is compared with data/SHA256SUMS, or with --update takes the place of the files and of their lines there.
# Both ways end by checking that data/catalogue.json names the hashes.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
data="$(cd "$here/../../data" && pwd)"

begin() { # NAME [--update]
  mode="${2:-check}"
  case "$mode" in
    check|--update) ;;
    *) echo "usage: $1.sh [--update]" >&2; exit 2 ;;
  esac
  if ! { command -v Rscript >/dev/null && Rscript -e 'q(status = !requireNamespace("survival", quietly = TRUE))' >/dev/null 2>&1; }; then
    if ! command -v apt-get >/dev/null; then
      echo "$1.sh: install R and its survival package first" >&2
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
  mkdir "$work/$1"
  Rscript "$here/$1.R" "$work"
}

to_parquet() { # NAME TABLE COLUMNS ORDER
  dotnet run --file "$here/ToParquet.cs" -- "$work/$2.csv" "$work/$1/$1-$2.parquet" "$3" "$4"
}

finish() { # NAME
  (cd "$work" && LC_ALL=C sha256sum "$1"/*.parquet) > "$work/SHA256SUMS"
  if [ "$mode" = --update ]; then
    mkdir -p "$data/$1"
    cp "$work/$1"/*.parquet "$data/$1/"
    grep -v " $1/" "$data/SHA256SUMS" 2>/dev/null > "$work/others" || true
    LC_ALL=C sort -k 2 "$work/others" "$work/SHA256SUMS" > "$work/all"
    cp "$work/all" "$data/SHA256SUMS"
  elif ! diff <(grep " $1/" "$data/SHA256SUMS") "$work/SHA256SUMS"; then
    echo "$1.sh: the built files differ from data/SHA256SUMS" >&2
    exit 1
  fi
  (cd "$data" && sha256sum --check --quiet "$work/SHA256SUMS")
  missing=0
  while read -r hash file; do
    if ! grep -q "\"$hash\"" "$data/catalogue.json"; then
      echo "$1.sh: data/catalogue.json lacks the hash of $file: $hash" >&2
      missing=1
    fi
  done < "$work/SHA256SUMS"
  exit "$missing"
}
