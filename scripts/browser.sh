#!/usr/bin/env bash
# Runs a script of ui-tests (test, pictures) with this checkout's environment and a real Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."

CHROMIUM_PATH=$(scripts/find_browser.sh)
export CHROMIUM_PATH CI=1
cd ui-tests
exec jlpm "$@"
