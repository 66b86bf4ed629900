#!/usr/bin/env bash
# Installs the packages whose doings become notifications, for the tests of that. They bring server and front-end
# extensions that are on at once, so they are in an environment of their own, on top of .venv, which stays as it is.
set -euo pipefail
cd "$(dirname "$0")/.."

overlay=.make/sources
rm -rf "$overlay"
python -m venv "$overlay"
site=$("$overlay/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
python -c 'import sysconfig; print("import site; site.addsitedir(%r)" % sysconfig.get_path("purelib"))' >"$site/venv-below.pth"
mapfile -t wanted < <(python scripts/list_requirements.py test-sources)
"$overlay/bin/python" -m pip install --quiet --constraint requirements/constraints.txt "${wanted[@]}"
