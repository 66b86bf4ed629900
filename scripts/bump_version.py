"""Sets the version everywhere it stands: the root package.json is the source, the workspaces follow."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCOPE = "@jupyter-notifications/"


def package_files() -> list[Path]:
    """The root's package.json, then those of the workspaces."""
    return [ROOT / "package.json", *sorted((ROOT / "packages").glob("*/package.json"))]


def bump(version: str) -> None:
    """Write the version, and the ranges by which the packages ask for each other."""
    for path in package_files():
        package = json.loads(path.read_text("utf-8"))
        package["version"] = version
        for name in package.get("dependencies", {}):
            if name.startswith(SCOPE):
                package["dependencies"][name] = f"^{version}"
        path.write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", "utf-8")


def main() -> int:
    """Check the argument, then bump."""
    if len(sys.argv) != 2 or not re.fullmatch(r"\d+\.\d+\.\d+(-(alpha|beta|rc)\.\d+)?", sys.argv[1]):
        print("Usage: bump_version.py 1.2.3 (or 1.2.3-beta.0)", file=sys.stderr)
        return 2
    bump(sys.argv[1])
    print(
        f"Now {sys.argv[1]}. Run `jlpm install` and `make translations`: yarn.lock and the languages follow."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
