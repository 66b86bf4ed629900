#!/usr/bin/env bash
# Prints the path of the Chromium that the browser tests use, or nothing.
set -uo pipefail

for name in "${CHROMIUM_PATH:-}" chromium chromium-browser google-chrome google-chrome-stable; do
  path=$([ -n "$name" ] && command -v "$name") || continue
  # Ubuntu's chromium-browser may be a script that only asks for a snap.
  "$path" --version >/dev/null 2>&1 && echo "$path" && exit 0
done
# What Playwright installed for itself.
find "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}" -path '*chrome-linux*/chrome' -type f 2>/dev/null | sort | tail -n 1
# Finding nothing is an answer too.
exit 0
