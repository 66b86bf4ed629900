"""Brings the translations up to date: what the sources say, what is translated, what is loaded."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib
from jupyterlab_translate.constants import GETTEXT_CONFIG
from jupyterlab_translate.converters import convert_catalog_to_json
from jupyterlab_translate.utils import extract_schema_strings

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = "jupyter_notifications"
LOCALE = ROOT / DOMAIN / "locale"
TEMPLATE = LOCALE / f"{DOMAIN}.pot"

#: Of a package, what has strings for people. The tool would read installed packages as well.
_SOURCES = ("src", "schema", "package.json")

_WIDTH = 100


def locales() -> list[str]:
    """The languages that there are."""
    return sorted(path.parent.parent.name for path in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def catalog(locale: str) -> Path:
    """Where a language's translations are written down."""
    return LOCALE / locale / "LC_MESSAGES" / f"{DOMAIN}.po"


def version() -> str:
    """The version of this package."""
    return str(json.loads((ROOT / "package.json").read_text("utf-8"))["version"])


def extract(root: Path = ROOT) -> polib.POFile:
    """Every string of the sources, as JupyterLab's own tool finds them, in a catalog without translations."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for package in sorted((root / "packages").iterdir()):
            for name in _SOURCES:
                source, target = package / name, copy / "packages" / package.name / name
                if source.is_dir():
                    shutil.copytree(source, target)
                elif source.is_file():
                    target.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(source, target)
        entries = [*_from_typescript(copy), *_from_schemas(copy)]
    found = polib.POFile(wrapwidth=_WIDTH)
    found.metadata = {
        "Project-Id-Version": f"{DOMAIN} {version()}",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    merged: dict[tuple[str | None, str, str], polib.POEntry] = {}
    for entry in entries:
        first = merged.setdefault((entry.msgctxt, entry.msgid, entry.msgid_plural), entry)
        # Without the lines, which change with everything that is written above them.
        places = {(file.lstrip("/"), "") for file, _ in [*first.occurrences, *entry.occurrences]}
        first.occurrences = sorted(places)
    found.extend(
        sorted(merged.values(), key=lambda entry: (entry.occurrences, entry.msgctxt or "", entry.msgid))
    )
    return found


def _from_typescript(folder: Path) -> list[polib.POEntry]:
    """The strings given to ``trans``, by the tool's own parser and settings."""
    output, config = folder / "found.pot", folder / "config.json"
    config.write_text(json.dumps({**GETTEXT_CONFIG, "output": str(output)}), "utf-8")
    command = [sys.executable, "-m", "jupyterlab_translate.gettext_extract", "--config", str(config)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return list(polib.pofile(output.read_text("utf-8")))


def _from_schemas(folder: Path) -> list[polib.POEntry]:
    """Titles, descriptions and labels of the settings, each with the context that JupyterLab asks with."""
    return [polib.POEntry(**entry) for entry in extract_schema_strings(folder)]


def update() -> None:
    """Write the template anew, and let every language follow: what is new is empty, what is gone left out."""
    template = extract()
    template.save(str(TEMPLATE))
    for locale in locales():
        file = catalog(locale)
        translated = polib.pofile(str(file), wrapwidth=_WIDTH)
        translated.merge(template)
        translated.metadata["Project-Id-Version"] = f"{DOMAIN} {version()}"
        for gone in translated.obsolete_entries():
            translated.remove(gone)
        translated.save(str(file))
        compile_catalog(file, file.parent)


def compile_catalog(file: Path, folder: Path) -> Path:
    """Write the form that the applications load, as JupyterLab's own tool does; where."""
    (folder / f"{DOMAIN}.json").unlink(missing_ok=True)
    written = convert_catalog_to_json(file, folder, DOMAIN)
    strings = json.loads(written.read_text("utf-8"))
    written.write_text(json.dumps(strings, indent=2, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
    return written


def main() -> int:
    """Update all; 1 if a language is not complete."""
    try:
        update()
    except subprocess.CalledProcessError as error:
        print(f"The strings could not be extracted: {error}", file=sys.stderr)
        return 1
    missing = 0
    for locale in locales():
        lacking = polib.pofile(str(catalog(locale))).untranslated_entries()
        missing += len(lacking)
        print(f"{locale}: {len(lacking)} strings to translate in {catalog(locale).relative_to(ROOT)}")
        for entry in lacking:
            print(f"  {entry.msgid}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
