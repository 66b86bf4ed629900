"""Prints what pyproject.toml asks for, one a line: to build, test and run, or for the extras named."""

from __future__ import annotations

import re
import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    # pip is in every virtual environment, and carries the reader that Python 3.10 lacks.
    from pip._vendor import tomli as tomllib

project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))
extras = project["project"]["optional-dependencies"]
wanted = [] if sys.argv[1:] else [*project["build-system"]["requires"], *project["project"]["dependencies"]]
for extra in sys.argv[1:] or ("test", "lint", "dev"):
    wanted += [line for line in extras[extra] if not re.match(r"jupyter-notifications\[", line)]
print("\n".join(dict.fromkeys(wanted)))
