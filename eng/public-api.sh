#!/usr/bin/env bash
# Writes the public API of every library that is not shipped yet to PublicAPI/PublicAPI.Unshipped.txt. Review the diff: it is a promise.
set -euo pipefail
cd "$(dirname "$0")/.."
for project in ${@:-src/Tacit.*/}; do
  name=$(basename "$project")
  grep -q '<OutputType>Exe' "$project$name.csproj" && continue
  mkdir -p "${project}PublicAPI"
  [ -f "${project}PublicAPI/PublicAPI.Shipped.txt" ] || echo '#nullable enable' > "${project}PublicAPI/PublicAPI.Shipped.txt"
  echo '#nullable enable' > "${project}PublicAPI/PublicAPI.Unshipped.txt"
  log=$(mktemp)
  dotnet build -c Release -t:Rebuild --no-dependencies -p:TreatWarningsAsErrors=false -p:WarningsNotAsErrors=RS0016 "$project$name.csproj" > "$log" 2>&1 || true
  {
    sed -n "s/.*RS0016: Symbol '\(.*\)' is not part of the declared public API.*/\1/p" "$log"; } | LC_ALL=C sort -u > "$log.api"
  { echo '#nullable enable'; grep -v '^$' "$log.api" || true; } > "${project}PublicAPI/PublicAPI.Unshipped.txt"
  rm -f "$log" "$log.api"
  echo "$name: $(($(wc -l < "${project}PublicAPI/PublicAPI.Unshipped.txt") - 1)) members"
done
