"""The examples of docs/users/cli.md, run as they stand; and that the page has all commands and options."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

from jupyter_notifications.cli.parser import make_parser

from .conftest import PATIENCE, Shell

PAGE = (Path(__file__).parents[2] / "docs" / "users" / "cli.md").read_text(encoding="utf-8")


def test_the_examples(shell: Shell) -> None:
    blocks = re.findall(r"^```bash\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 8
    environment = shell.environment | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    }
    for block in blocks:
        done = subprocess.run(
            ["bash", "-c", block],
            env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        if "doctor" not in block:
            # What is wrong with the machine of the tests is not about the page.
            assert (done.returncode, done.stderr) == (0, ""), block
    ended, tests, copied = (shell.entry(title) for title in ("Simulation ended", "Tests", "Copied"))
    assert (ended["type"], ended["body"]) == ("error", "Exit status 3.")
    assert tests["body"] == "```\nall 120 tests passed\n```"
    assert copied["link"] == "data/"
    titles = [item["title"] for item in shell.server.inbox()]
    assert "Copying" not in titles
    # It was cleared; what took less than five minutes is not told.
    assert "Backup finished" not in titles
    assert "sleep finished" not in titles


def test_every_command_and_option_is_explained() -> None:
    (action,) = (one for one in make_parser()._actions if isinstance(one, argparse._SubParsersAction))
    for name, parser in action.choices.items():
        assert f"| `{name}" in PAGE, name
        for flag in (flag for one in parser._actions for flag in one.option_strings if flag[:2] == "--"):
            assert flag == "--help" or f"`{flag}" in PAGE, f"{name} {flag}"
