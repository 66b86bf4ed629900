#!/usr/bin/env bash
# Runs a script of ui-tests (test, pictures) with this checkout's environment and a real Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."

CHROMIUM_PATH=$(scripts/find_browser.sh)
if [ -z "$CHROMIUM_PATH" ]; then
  echo "There is no Chromium any more. Run scripts/install_tools.sh, or set CHROMIUM_PATH to one." >&2
  exit 1
fi
export CHROMIUM_PATH CI=1
cd ui-tests
exec jlpm "$@"
