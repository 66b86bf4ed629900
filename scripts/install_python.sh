#!/usr/bin/env bash
# Installs the tools and what the package depends on into .venv, without the package itself.
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t wanted < <(python scripts/list_requirements.py)
python -m pip install --quiet --constraint requirements/constraints.txt "${wanted[@]}"
