#!/usr/bin/env bash
# Installs the package into .venv so that it runs from this checkout, and links the built labextensions there.
set -euo pipefail
cd "$(dirname "$0")/.."

# pip copies the labextensions; links from an earlier run would make it write into the build itself.
rm -rf .venv/share/jupyter/labextensions/@jupyter-notifications
python -m pip install --quiet --no-deps --no-build-isolation --editable .
jupyter-builder develop . --overwrite
jupyter server extension list 2>&1 | grep -E 'jupyter_notifications.*(OK|enabled)'
