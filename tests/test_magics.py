"""The magics in a real IPython shell, sending to a server that takes everything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from traitlets.config import Config

from .client.scripted_server import Scripted, scripted_server
from .client.test_task import CREATED, bodies


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    """Takes everything, and is found."""
    with scripted_server(CREATED) as started:
        monkeypatch.setenv("JUPYTER_NOTIFICATIONS_URL", started.url)
        monkeypatch.setenv("JPY_SESSION_NAME", "/srv/train.ipynb")
        yield started


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[InteractiveShell]:
    """A shell with the extension."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    made = InteractiveShell(config=config, ipython_dir=str(tmp_path))
    made.run_cell("%load_ext jupyter_notifications").raise_error()
    yield made
    made.run_line_magic("unload_ext", "jupyter_notifications")


def run(shell: InteractiveShell, cell: str) -> ExecutionResult:
    """Run a cell that must succeed."""
    result = shell.run_cell(cell)
    result.raise_error()
    return result


def only(server: Scripted) -> dict[str, Any]:
    """The one notification that was sent."""
    (body,) = bodies(server)
    return body


def test_a_cell(shell: InteractiveShell, server: Scripted) -> None:
    assert run(shell, "%%notify\nx = 6\nx * 7").result == 42
    body = only(server)
    assert (body["title"], body["type"], body["source"]) == ("Cell finished", "success", "train.ipynb")
    assert body["topic"] == "cell.finished"
    assert body["body"].startswith("After 0.")
    # Of this cell only.
    run(shell, "x")
    assert len(bodies(server)) == 1


def test_a_cell_that_fails(
    shell: InteractiveShell, server: Scripted, capsys: pytest.CaptureFixture[str]
) -> None:
    result = shell.run_cell("%%notify Training\nx = 1\nraise ValueError('no **data**')")
    assert isinstance(result.error_in_exec, ValueError)
    body = only(server)
    assert (body["title"], body["type"]) == ("Training failed", "error")
    assert body["body"].startswith("```\nValueError: no **data**\n```")
    assert "Traceback" not in body["body"]
    printed = capsys.readouterr().out
    assert printed.count("ValueError: no **data**") == 1
    assert "line 3" in printed or "3 raise" in printed


def test_a_cell_that_is_interrupted(shell: InteractiveShell, server: Scripted) -> None:
    shell.run_cell("%%notify\nraise KeyboardInterrupt")
    assert (only(server)["title"], only(server)["type"]) == ("Cell interrupted", "warning")


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ('-m "All done"', "All done"),
        ("--message 'All done'", "All done"),
        ("-s 'All done' -f 'Oh no'", "All done"),
        ("Training run", "Training run finished"),
        ('"It\'s here"', "It's here finished"),
    ],
)
def test_titles(shell: InteractiveShell, server: Scripted, line: str, title: str) -> None:
    run(shell, f"%%notify {line}\npass")
    assert only(server)["title"] == title


def test_failure(shell: InteractiveShell, server: Scripted) -> None:
    shell.run_cell("%%notify -s 'All done' -f 'Oh no'\n1 / 0")
    assert only(server)["title"] == "Oh no"


def test_output(shell: InteractiveShell, server: Scripted) -> None:
    run(shell, "%%notify -o\n{'loss': 0.5}")
    assert only(server)["body"].startswith("```\n{'loss': 0.5}\n```\n\nAfter ")


def test_only_if_it_takes_long(shell: InteractiveShell, server: Scripted) -> None:
    run(shell, "%%notify --after 60\npass")
    assert bodies(server) == []


def test_a_cell_that_awaits(shell: InteractiveShell, server: Scripted) -> None:
    assert run(shell, "%%notify\nimport asyncio\nawait asyncio.sleep(0, 7)").result == 7
    assert only(server)["type"] == "success"


def test_before_another_cell_magic(shell: InteractiveShell, server: Scripted) -> None:
    run(shell, "%%notify\n\n%%capture seen\nprint('hello')")
    assert shell.user_ns["seen"].stdout == "hello\n"
    assert only(server)["title"] == "Cell finished"
    shell.run_cell("%%notify\n%%python\nimport sys; sys.exit(3)")
    assert bodies(server)[-1]["title"] == "Cell failed"


def test_within_another_cell_magic(shell: InteractiveShell, server: Scripted) -> None:
    run(shell, "%%capture seen\n%%notify\nprint('hello')")
    assert shell.user_ns["seen"].stdout == "hello\n"
    assert only(server)["title"] == "Cell finished"


def test_at_once(shell: InteractiveShell, server: Scripted) -> None:
    run(
        shell,
        "%notify Half of it -t warning -b 'More *here*' --priority high --link a.ipynb --key k --topic t.u",
    )
    body = only(server)
    body.pop("event_id")
    assert body == {
        "title": "Half of it", "body": "More *here*", "type": "warning", "priority": "high",
        "link": "a.ipynb", "key": "k", "topic": "t.u", "source": "train.ipynb",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "Say something"),
        ("x --failure y", "are about a cell"),
        ("x --type loud", "invalid choice"),
        ("x --after soon", "invalid float"),
        ("'It is done", "has to close it"),
    ],
)
def test_what_is_wrong_is_said(
    shell: InteractiveShell, server: Scripted, capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    assert shell.run_cell(f"%notify {line}").error_in_exec is not None
    printed = capsys.readouterr()
    assert said in printed.err + printed.out
    assert bodies(server) == []


def test_every_cell_that_takes_long(shell: InteractiveShell, server: Scripted) -> None:
    run(shell, "%autonotify --after 0 -o")
    assert bodies(server) == []
    run(shell, "1 + 1")
    shell.run_cell("1 / 0")
    run(shell, "%autonotify --after 60")
    run(shell, "2")
    run(shell, "%autonotify --off")
    run(shell, "3")
    titles = [(body["title"], body["body"].split("\n")[1]) for body in bodies(server)[:2]]
    assert titles == [("Cell finished", "2"), ("Cell failed", "ZeroDivisionError: division by zero")]
    # Turning it to 60 took less than that, and after it all was shorter.
    assert len(bodies(server)) == 2


def test_the_threshold_is_30_seconds(shell: InteractiveShell, server: Scripted) -> None:
    run(shell, "%autonotify")
    run(shell, "pass")
    assert bodies(server) == []


def test_a_cell_that_is_asked_for_is_told_once_under_autonotify(
    shell: InteractiveShell, server: Scripted
) -> None:
    run(shell, "%autonotify -a 0 -m Auto")
    run(shell, "%%notify -m Mine\npass")
    assert [body["title"] for body in bodies(server)] == ["Mine"]


def test_no_server_does_not_fail_the_cell(
    shell: InteractiveShell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("JUPYTER_NOTIFICATIONS_URL", raising=False)
    monkeypatch.delenv("JPY_PARENT_PID", raising=False)
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    with pytest.warns(UserWarning, match="no Jupyter server was found"):
        assert run(shell, "%%notify\n5").result == 5


def test_loaded_again_and_unloaded(shell: InteractiveShell, server: Scripted) -> None:
    run(shell, "%reload_ext jupyter_notifications")
    run(shell, "%%notify\npass")
    assert len(bodies(server)) == 1
    run(shell, "%unload_ext jupyter_notifications")
    assert "notify" not in shell.magics_manager.magics["cell"]
    run(shell, "pass")
    assert len(bodies(server)) == 1
    run(shell, "%load_ext jupyter_notifications")
