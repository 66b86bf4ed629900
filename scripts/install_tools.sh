#!/usr/bin/env bash
# Makes sure that there are a Chromium, a curl, an openssl and a faketime for the tests: installs them, or says exactly how.
# fish, zsh and R are installed where that needs no one: a test that has none of them says that it is skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

apt_install() {
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! { command -v sudo && sudo -n true; } >/dev/null 2>&1; then
      echo "This needs an administrator. Please run: sudo apt-get update && sudo apt-get install --no-install-recommends $*" >&2
      exit 1
    fi
    root=(sudo)
  fi
  "${root[@]}" apt-get update -q
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}

command -v curl >/dev/null || apt_install curl
command -v openssl >/dev/null || apt_install openssl
command -v faketime >/dev/null || apt_install faketime

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

if ! { command -v fish && command -v zsh && command -v Rscript; } >/dev/null; then
  # In a shell of its own, since it exits where nobody may install.
  (apt_install fish zsh r-base-core r-cran-httr2 r-cran-jsonlite) || echo "Without fish, zsh or R, their tests are skipped."
fi
