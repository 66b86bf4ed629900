"""The releases that are tried are those declared, and the documents show what was found with them."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from types import ModuleType

import pytest

from .conftest import ROOT


@pytest.fixture(scope="module")
def compat() -> ModuleType:
    """The script, which is in no package."""
    spec = importlib.util.spec_from_file_location("compat", ROOT / "scripts" / "compat.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["compat"] = module
    spec.loader.exec_module(module)
    return module


def minor(text: str) -> tuple[int, int]:
    """The first minor version that a requirement names."""
    found = re.search(r"(\d+)\.(\d+)", text)
    assert found, text
    return int(found[1]), int(found[2])


@pytest.mark.parametrize("name", ["jupyterlab", "notebook"])
def test_every_declared_release_is_tried(compat: ModuleType, name: str) -> None:
    declared = re.search(rf'"{name}(>=[^"]+)"', (ROOT / "pyproject.toml").read_text("utf-8"))
    installed = re.search(
        rf"^{name}(==.+)$", (ROOT / "requirements" / "constraints.txt").read_text("utf-8"), re.M
    )
    assert declared
    assert installed
    major, oldest = minor(declared[1])
    newest = minor(installed[1])[1]
    tried = [minor(getattr(release, name)) for release in compat.RELEASES]
    assert tried == [(major, number) for number in range(oldest, newest + 1)]


def test_the_oldest_server_is_tried(compat: ModuleType) -> None:
    declared = re.search(r'"jupyter_server(>=[^"]+)"', (ROOT / "pyproject.toml").read_text("utf-8"))
    assert declared
    assert minor(compat.RELEASES[0].jupyter_server) == minor(declared[1])


def test_documents_show_what_was_found(compat: ModuleType) -> None:
    found = json.loads(compat.RESULTS.read_text("utf-8"))
    results = [compat.Result(**one) for one in found["results"]]
    assert [minor(one.jupyterlab) for one in results] == [minor(one.jupyterlab) for one in compat.RELEASES]

    def plain(text: str) -> str:
        return re.sub(r"[ -]+", "", text)

    for page in compat.PAGES:
        assert plain(compat.table(results, found["date"])) in plain(page.read_text("utf-8")), page.name


def test_table_replaces_the_one_before(compat: ModuleType) -> None:
    page = f"Before\n{compat.BEGIN}old\n{compat.END}\nAfter\n"
    assert compat.between(page, "new\n") == f"Before\n{compat.BEGIN}new\n{compat.END}\nAfter\n"
    with pytest.raises(ValueError, match="no place"):
        compat.between("Before\nAfter\n", "new\n")


def test_report_is_read_to_its_depth(compat: ModuleType) -> None:
    report = {
        "suites": [
            {
                "specs": [{"title": "a", "ok": True}],
                "suites": [{"specs": [{"title": "b", "ok": False}], "suites": []}],
            }
        ]
    }
    assert dict(compat.outcomes(report)) == {"a": True, "b": False}
