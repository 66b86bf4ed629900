#!/usr/bin/env bash
# Runs one step: its output goes to a log, and one line says how it went. Usage: step.sh NAME COMMAND [ARG...]
set -uo pipefail

name=$1
shift
root=$(cd "$(dirname "$0")/.." && pwd)
logs="$root/.make/logs"
mkdir -p "$logs"
log="$logs/$(printf '%s' "$name" | tr -cs 'A-Za-z0-9' '-' | sed 's/-$//').log"

printf -- '- %s ...\n' "$name"
start=$SECONDS
"$@" >"$log" 2>&1 </dev/null
code=$?
took=$((SECONDS - start))

if [ "$code" -ne 0 ]; then
  tail -n "${STEP_TAIL:-120}" "$log"
  printf 'FAILED: %s (exit %d after %d s). The whole log: %s\n' "$name" "$code" "$took" "${log#"$root"/}"
  exit "$code"
fi
# The closing lines of the test runners, so that one sees what ran.
grep -E '^(Tests: |Test Suites: |=* ?[0-9]+ passed|\[?[0-9]+ passed|  [0-9]+ (passed|skipped|flaky)|SKIPPED|Contracts: )|(, |^)[0-9]+ passed.* in [0-9.]+s' "$log" | sed 's/^/    /'
printf '  ok: %s (%d s)\n' "$name" "$took"
