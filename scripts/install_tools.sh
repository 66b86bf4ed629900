#!/usr/bin/env bash
# Makes sure that there is a Chromium and a curl for the tests: installs them, or says exactly how.
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    sudo "$@"
  else
    echo "This needs an administrator. Please run: sudo $*" >&2
    return 1
  fi
}

apt_install() {
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}

command -v curl >/dev/null || apt_install curl

if [ -z "$(scripts/find_browser.sh)" ]; then
  # Ubuntu's package of that name is only a pointer to a snap, which does not run in containers.
  if grep -qi '^ID=debian' /etc/os-release 2>/dev/null; then
    apt_install chromium fonts-dejavu-core
  else
    (cd ui-tests && jlpm install --immutable && env -u PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD jlpm playwright install --with-deps chromium)
  fi
fi

browser=$(scripts/find_browser.sh)
if [ -z "$browser" ]; then
  echo "No Chromium found. Install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to one." >&2
  exit 1
fi
"$browser" --version
