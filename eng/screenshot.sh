#!/usr/bin/env bash
# Draws docs/images/report.png from a report page with Debian's chromium: eng/screenshot.sh tacit-demo/report.html
set -euo pipefail
cd "$(dirname "$0")/.."
profile=$(mktemp -d)
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync \
  --user-data-dir="$profile" --hide-scrollbars --force-device-scale-factor=1 --window-size=900,2050 \
  --screenshot="$PWD/docs/images/report.png" "file://$(realpath "$1")"
rm -rf "$profile"
