"""The Tab key: what the shells offer, asked from the shells themselves."""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from jupyter_notifications.cli import main
from jupyter_notifications.cli.parser import make_parser

from .conftest import PATIENCE


@pytest.fixture
def script(request: pytest.FixtureRequest, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The script of the shell that a test is about."""
    shell = request.param
    assert main(["completion", shell]) == 0
    path = tmp_path / f"completion.{shell}"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    return path


def ask(shell: str, code: str) -> list[str]:
    """What a shell prints."""
    bare = {"bash": "--norc", "fish": "-N", "zsh": "-f"}[shell]
    environment = dict(os.environ) | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [shell, bare, "-c", code],
        env=environment, capture_output=True, text=True, check=True, timeout=PATIENCE,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


ALL = {"send", "run", "list", "watch", "read", "clear", "status", "doctor", "completion"}
TYPES = {"default", "info", "success", "warning", "error", "in-progress"}

#: What is typed, and what is offered then, besides the options of the command itself.
OFFERS = [
    ("jupyter notifications |", ALL),
    ("jupyter-notifications se|", {"send"}),
    ("/some/bin/jupyter notifications send --type |", TYPES),
    ("jupyter notifications send -t e|", {"error"}),
    ("jupyter notifications completion |", {"bash", "zsh", "fish"}),
    ("jupyter-notifications list --un|", {"--unread"}),
    ("jupyter notifications send title --expires|", {"--expires-at", "--expires-in"}),
]


def bash(script: Path, typed: str, before: str = "") -> set[str]:
    """What bash offers."""
    words = typed.rstrip("|").split(" ")
    function = "_jupyter_notifications" + ("_or_other" if words[0].endswith("jupyter") else "")
    lines = ask(
        "bash",
        f"{before}\nsource {script}\nCOMP_WORDS=({' '.join(shlex.quote(word) for word in words)})\n"
        f"COMP_CWORD={len(words) - 1}\n{function} {words[0]} '' ''\n"
        'printf "%s\\n" "${COMPREPLY[@]}"',
    )
    return set(lines) - {""}


@pytest.mark.parametrize("script", ["bash"], indirect=True)
@pytest.mark.parametrize(("typed", "offered"), OFFERS)
def test_bash(script: Path, typed: str, offered: set[str]) -> None:
    assert bash(script, typed) - {"--help", "--version"} == offered


@pytest.mark.parametrize("script", ["bash"], indirect=True)
def test_bash_takes_an_option_with_its_value_apart(script: Path) -> None:
    assert bash(script, "jupyter notifications send --type = s|") == {"success"}
    assert bash(script, "jupyter notifications send --type =|") == TYPES
    # Of a free text, nothing is known.
    assert bash(script, "jupyter notifications send --topic |") == set()
    assert "true" in bash(script, "jupyter notifications run --after 5s -- tru|")


@pytest.mark.parametrize("script", ["bash"], indirect=True)
def test_what_completed_jupyter_before_goes_on(script: Path) -> None:
    before = "theirs() { COMPREPLY=(lab console); }; complete -o nospace -F theirs jupyter"
    assert bash(script, "jupyter |", before) == {"lab", "console"}
    assert bash(script, "jupyter notifications cl|", before) == {"clear"}
    # Also when the script is read twice, as by a start file.
    assert bash(script, "jupyter |", f"{before}; source {script}") == {"lab", "console"}


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
@pytest.mark.parametrize("script", ["fish"], indirect=True)
@pytest.mark.parametrize(("typed", "offered"), OFFERS)
def test_fish(script: Path, typed: str, offered: set[str]) -> None:
    lines = ask("fish", f"source {script}; complete -C {shlex.quote(typed[:-1])}")
    assert {line.partition("\t")[0] for line in lines} == offered


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
@pytest.mark.parametrize("script", ["zsh"], indirect=True)
def test_zsh_can_read_it(script: Path, tmp_path: Path) -> None:
    code = f"autoload -U compinit; compinit -u -d {tmp_path}/dump; source {script}; print -r $_comps[jupyter]"
    assert ask("zsh", code) == ["_jupyter_notifications_or_other"]


@pytest.mark.parametrize("script", ["bash", "zsh", "fish"], indirect=True)
def test_every_option_is_in_it(script: Path) -> None:
    text = script.read_text("utf-8")
    (action,) = (one for one in make_parser()._actions if isinstance(one, argparse._SubParsersAction))
    assert set(action.choices) == ALL
    for name, parser in action.choices.items():
        assert name in text
        for option in (flag for one in parser._actions for flag in one.option_strings):
            long = f"-l {option[2:]} " if option.startswith("--") else f"-s {option[1:]} "
            assert (long if script.suffix == ".fish" else option) in text, f"{name} {option}"
