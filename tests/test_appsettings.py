"""The applications' settings, as the server itself reads them: a real JupyterLab with overrides."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from jupyter_notifications.appsettings import commands_of_settings

from .live_server import live_server

COMMAND = "terminal:create-new"


def test_overrides_allow_a_command(tmp_path: Path) -> None:
    settings = tmp_path / "app-settings"
    settings.mkdir()
    (settings / "overrides.json").write_text(
        json.dumps({"@jupyter-notifications/core:notifications": {"allowedCommands": [COMMAND]}})
    )

    def draft(command: str) -> dict[str, object]:
        return {"title": "Done", "actions": [{"label": "Go on", "command": command, "args": {}}]}

    with live_server(
        tmp_path / "home",
        f"--LabApp.app_settings_dir={settings}",
        command=(sys.executable, "-m", "jupyterlab"),
    ) as server:
        status, answer = server.request("POST", "api/notifications", draft(COMMAND))
        assert status == 201, answer
        status, answer = server.request("POST", "api/notifications", draft("console:create"))
        assert status == 400
        assert answer["errors"][0]["path"] == "/actions/0/command"


def test_settings_that_cannot_be_read_allow_nothing(caplog: pytest.LogCaptureFixture) -> None:
    app = SimpleNamespace(name="lab", app_settings_dir="/nowhere", schemas_dir="/nowhere")
    manager = SimpleNamespace(extension_apps={"lab": {app}} if False else {"lab": [app]})
    log = logging.getLogger("tests")
    assert commands_of_settings(SimpleNamespace(extension_manager=manager), log) == set()  # type: ignore[arg-type]
    assert "settings of lab cannot be read" in caplog.text
