"""The examples of the docs, run against a real server."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from .live_server import clean_environment, live_server

SENDING = Path(__file__).parents[1] / "docs" / "users" / "sending.md"

#: What is not a program of its own: it runs in a server, or in IPython (see test_magics.py).
ELSEWHERE = ("settings[", "%load_ext")


def test_python(tmp_path: Path) -> None:
    blocks = re.findall(
        r"^```python\n(.*?)^```", SENDING.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    programs = [block for block in blocks if not any(word in block for word in ELSEWHERE)]
    assert len(programs) >= 6
    with live_server(tmp_path) as server:
        environment = clean_environment() | {
            "JUPYTER_NOTIFICATIONS_URL": server.url,
            "JUPYTER_NOTIFICATIONS_TOKEN": server.token,
        }
        for program in programs:
            done = subprocess.run(
                [sys.executable, "-W", "error", "-"],
                input=program, env=environment, capture_output=True, text=True, check=False, timeout=60,
            )  # fmt: skip
            assert done.returncode == 0, f"{program}\n{done.stderr}"
            assert "Warning" not in done.stderr, f"{program}\n{done.stderr}"
        entries = {item["title"]: item for item in server.inbox()}
    assert {"Training finished", "All files read", "Epochs finished"} <= set(entries)
    # Updated in place: what went on is not there beside what ended.
    assert not {"Reading files", "Training", "Epochs"} & set(entries)
