"""`make try` starts JupyterLab, says where, delivers one first notification, and stops cleanly."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

from .conftest import ROOT


def start(home: Path) -> tuple[subprocess.Popen[str], dict[str, str]]:
    """The running script, and the addresses that it printed."""
    script = subprocess.Popen(
        [sys.executable, ROOT / "scripts" / "try_it.py", "--no-browser", "--home", str(home)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert script.stdout is not None
    addresses: dict[str, str] = {}
    for line in script.stdout:
        if match := re.match(r"  (JupyterLab|Notebook 7|Demo notebook) +(http\S+)", line):
            addresses[match[1]] = match[2]
        if line.startswith("Stop with"):
            break
    return script, addresses


def titles(lab: str) -> list[str]:
    """What is in the inbox of the server behind the address of JupyterLab."""
    base, token = re.fullmatch(r"(http\S+/)lab\?token=(\w+)", lab).groups()  # type: ignore[union-attr]
    request = Request(f"{base}api/notifications", headers={"Authorization": f"token {token}"})
    with urlopen(request, timeout=10) as answer:
        return [item["title"] for item in json.load(answer)["items"]]


def test_first_notification_is_there_once_and_every_page_opens(tmp_path: Path) -> None:
    for _ in range(2):
        script, addresses = start(tmp_path)
        try:
            assert set(addresses) == {"JupyterLab", "Notebook 7", "Demo notebook"}
            for address in addresses.values():
                with urlopen(address, timeout=20) as page:
                    assert page.status == 200
            assert titles(addresses["JupyterLab"]) == ["Welcome to Jupyter Notifications"]
        finally:
            script.send_signal(signal.SIGINT)
            script.communicate(timeout=30)
        assert script.returncode == 0
