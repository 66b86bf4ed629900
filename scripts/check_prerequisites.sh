#!/usr/bin/env bash
# Says what is missing on this machine, and how to get it, before anything is set up.
set -uo pipefail
missing=0

say() {
  printf 'Missing: %s\n  On Debian or Ubuntu: %s\n' "$1" "$2" >&2
  missing=1
}

python=${PYTHON:-python3}
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  say "Python 3.10 or newer (as '$python', or set PYTHON=...)" "apt-get install python3 python3-venv"
elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  say "Python's venv module" "apt-get install python3-venv"
fi

node_ok='const [a, b] = process.versions.node.split(".").map(Number); process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)'
if ! command -v node >/dev/null; then
  say "Node.js (20.19 or newer, or 22.12 or newer)" "see https://nodejs.org/en/download"
elif ! node -e "$node_ok"; then
  say "Node.js 20.19 or newer, or 22.12 or newer (this is $(node --version))" "see https://nodejs.org/en/download"
fi

command -v git >/dev/null || say "git" "apt-get install git"
exit "$missing"
