#!/usr/bin/env bash
# Builds the example extension with this checkout's packages into a folder of its own. Usage: build_example.sh FOLDER
set -euo pipefail

folder=$1
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$folder"
cp -r "$root"/examples/training-monitor/. "$folder"
# Outside of the checkout there is nothing installed; what the example depends on is taken from here.
ln -sfn "$root/node_modules" "$folder/node_modules"
cd "$folder"
node_modules/.bin/tsc
jupyter-builder build .
