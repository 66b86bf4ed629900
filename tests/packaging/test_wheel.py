"""The wheel carries everything, installs without Node, and works where nothing of this checkout is."""

from __future__ import annotations

import sys
import tarfile
import zipfile
from pathlib import Path

from tests.live_server import live_server

from .conftest import ROOT, environment_without_node, run

LABEXTENSIONS = ("core", "lab-extension", "notebook-extension")


def test_wheel_holds_three_production_labextensions(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for extension in LABEXTENSIONS:
        base = f"share/jupyter/labextensions/@jupyter-notifications/{extension}/"
        inside = [name.split(base, 1)[1] for name in names if base in name]
        assert {"package.json", "install.json", "static/style.js"} <= set(inside)
        assert any(name.startswith("static/remoteEntry.") for name in inside)
    assert any(
        name.endswith("etc/jupyter/jupyter_server_config.d/jupyter_notifications.json") for name in names
    )
    # What only a development build writes.
    assert not [name for name in names if name.endswith((".map", "build_log.json"))]


def test_wheel_holds_what_the_server_reads(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "jupyter_notifications"
    for suffix in ("yaml", "sql", "typed"):
        for file in package.rglob(f"*.{suffix}"):
            assert f"jupyter_notifications/{file.relative_to(package).as_posix()}" in names


def test_wheel_brings_its_translations(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    names = set(archive.namelist())
    package = ROOT / "jupyter_notifications"
    catalogs = list(package.glob("locale/*/LC_MESSAGES/jupyter_notifications.json"))
    assert catalogs
    for file in catalogs:
        name = f"jupyter_notifications/{file.relative_to(package).as_posix()}"
        assert archive.read(name) == file.read_bytes()
    [points] = [name for name in names if name.endswith(".dist-info/entry_points.txt")]
    said = archive.read(points).decode()
    assert "[jupyterlab.locale]\njupyter_notifications = jupyter_notifications\n" in said


def test_nothing_names_a_path_of_the_machine_that_built_it(wheel: Path, sdist: Path) -> None:
    here = str(ROOT).encode()
    with zipfile.ZipFile(wheel) as archive:
        assert [name for name in archive.namelist() if here in archive.read(name)] == []
    with tarfile.open(sdist) as tar:
        found = [
            member.name
            for member in tar
            if member.isfile() and (data := tar.extractfile(member)) and here in data.read()
        ]
    assert found == []


def test_sdist_installs_without_node(sdist: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    run([sys.executable, "-m", "venv", venv])
    env = environment_without_node(venv)
    pip_wheel: list[str | Path] = ["-m", "pip", "wheel", "--quiet", "--no-deps", "-w", tmp_path, sdist]
    run([venv / "bin" / "python", *pip_wheel], env=env)
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    for extension in LABEXTENSIONS:
        assert any(f"/@jupyter-notifications/{extension}/static/remoteEntry." in name for name in names)


def test_extensions_are_found_in_a_clean_environment(clean_environment: Path) -> None:
    env = environment_without_node(clean_environment)
    jupyter = clean_environment / "bin" / "jupyter"
    labextensions = run([jupyter, "labextension", "list"], env=env)
    for extension in LABEXTENSIONS:
        assert f"@jupyter-notifications/{extension}" in labextensions
    lines = [line for line in labextensions.splitlines() if "@jupyter-notifications/" in line]
    assert all("enabled" in line and "OK" in line for line in lines), labextensions
    servers = run([jupyter, "server", "extension", "list"], env=env)
    assert "jupyter_notifications" in servers
    assert any("jupyter_notifications" in line and "OK" in line for line in servers.splitlines()), servers


def test_server_works_in_a_clean_environment(clean_environment: Path, tmp_path: Path) -> None:
    lab = (str(clean_environment / "bin" / "python"), "-m", "jupyterlab")
    with live_server(tmp_path, extension=None, command=lab) as server:
        status, posted = server.request("POST", "api/notifications", {"title": "From the wheel"})
        assert status == 201, posted
        assert [item["title"] for item in server.inbox()] == ["From the wheel"]
