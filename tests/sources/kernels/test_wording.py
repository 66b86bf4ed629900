"""What is said of runs and kernels, and that the schema takes it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from jupyter_events import EventLogger

from jupyter_notifications.schemas import Schemas
from jupyter_notifications.sources.kernels import memory, wording
from jupyter_notifications.sources.kernels.documents import Document
from jupyter_notifications.sources.kernels.runs import Failure, Run

RUN = Run(0, 192, 12, "m", "finished")
ERROR = Failure("ValueError", "no\nsecond line", ("\x1b[0;31mTraceback\x1b[0m", "x" * 3000, "the end"))


def ended(run: Run, *, with_traceback: bool = False) -> dict[str, Any]:
    """What is said of a run, without what is not set."""
    said = wording.run_ended("a.ipynb", run, with_traceback=with_traceback)
    return {name: value for name, value in said.items() if value is not None}


def test_runs() -> None:
    assert ended(RUN) == {
        "title": "a.ipynb finished",
        "body": "12 cells in 3 min 12 s.",
        "type": "success",
        "priority": "high",
        "topic": "run.finished",
    }
    assert ended(Run(0, 45, 1, "m", "interrupted", ERROR))["body"] == "1 cell in 45 s."
    failed = ended(Run(0, 45, 2, "m", "failed", ERROR))
    assert failed["body"] == "```\nValueError: no\nsecond line\n```\n\n2 cells in 45 s."
    passed = ended(Run(0, 45, 2, "m", "finished", passed=Failure("", "1")))
    assert passed["body"].endswith("An error on the way did not end it:\n\n```\n1\n```")
    assert "without a name" in ended(Run(0, 45, 2, "m", "failed", Failure("", "")))["body"]


def test_a_traceback_is_cut_at_its_beginning() -> None:
    body = ended(Run(0, 45, 2, "m", "failed", ERROR), with_traceback=True)["body"]
    assert "the end" in body
    assert "\x1b" not in body
    assert len(body) < 2200
    # Where a language has none.
    bare = Run(0, 45, 2, "m", "failed", Failure("E", "m"))
    assert "E: m" in ended(bare, with_traceback=True)["body"]


@pytest.mark.parametrize(
    ("code", "short", "sentence"),
    [
        (None, False, ""),
        (3, False, "Its process ended with exit code 3."),
        (-11, False, "Its process was ended by SIGSEGV."),
        (-250, False, "Its process was ended by signal 250."),
        (-9, True, "Its process was ended by SIGKILL, probably for want of memory: "),
    ],
)
def test_how_a_process_ended(code: int | None, short: bool, sentence: str) -> None:
    assert wording.exit_reason(code, short_of_memory=short).startswith(sentence)
    said = wording.restarted("The kernel of a.ipynb", code, short_of_memory=short, run=None)
    assert said["body"].startswith(sentence)
    assert (said["type"], "It was running" in said["body"]) == ("warning", False)
    lost = wording.died("A kernel", code, short_of_memory=short, run=Run(0, 60, 1, "m", "lost"))
    assert "It was running, for 1 min 0 s." in lost["body"]


def test_all_of_it_is_valid_and_each_topic_documented() -> None:
    schemas = Schemas(EventLogger())
    long = "n" * 1000 + "`" * 5000
    error = Failure(long, long, (long,))
    said = [
        *(
            wording.run_ended(long, Run(0, 1, 1, "m", outcome, error, error), with_traceback=traceback)
            for outcome in ("finished", "failed", "interrupted")
            for traceback in (True, False)
        ),
        wording.stopped(long, 5.0),
        wording.restarted(long, -9, short_of_memory=True, run=RUN),
        wording.died(long, 1, short_of_memory=False, run=None),
        wording.start_failed(long, long),
        wording.start_failed(long, ""),
        wording.culled(long, 4000.0),
    ]
    for one in said:
        schemas.validate_notification({name: value for name, value in one.items() if value is not None})
    assert {one["topic"] for one in said} == set(wording.TOPICS)
    page = (Path(__file__).parents[3] / "docs/users/runs.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z]+\.[a-z_]+)`", page, re.MULTILINE)) == set(wording.TOPICS)


def test_documents() -> None:
    assert Document.of_session("notebook", "work/a.ipynb", "a.ipynb") == Document(
        "a.ipynb", "The kernel of a.ipynb", "work/a.ipynb"
    )
    assert Document.of_session("notebook", "RTC:work/a.ipynb", None).path == "work/a.ipynb"
    # The path of a console names no file.
    console = Document.of_session("console", "work/console-1-uuid", "Console 1")
    assert console == Document("Console 1", "The kernel of Console 1")
    for odd in (None, 5, ""):
        assert Document.of_session(odd, odd, odd).path is None
    assert Document.of_kernel("R").kernel == "The kernel R"
    assert Document.of_kernel("").kernel == "A kernel"


@pytest.mark.parametrize(
    ("groups", "file", "text"),
    [
        ("0::/user.slice/it\n", "user.slice/it/memory.events", "low 0\noom 2\noom_kill 7\n"),
        ("0::/\n", "memory.events", "oom_kill 7\n"),
        ("4:cpu,memory:/a/b\n0::/\n", "memory/a/b/memory.oom_control", "under_oom 0\noom_kill 7\n"),
        ("", "../vmstat", "oom_kill_disable 1\noom_kill 7\n"),
    ],
)
def test_counting_what_memory_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, groups: str, file: str, text: str
) -> None:
    (tmp_path / "cgroup").write_text(groups)
    (tmp_path / "groups").mkdir()
    monkeypatch.setattr(memory, "_GROUPS", tmp_path / "groups")
    monkeypatch.setattr(memory, "_OWN_GROUPS", tmp_path / "cgroup")
    monkeypatch.setattr(memory, "_MACHINE", tmp_path / "vmstat")
    assert memory.kills() is None
    path = tmp_path / "groups" / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    assert memory.kills() == 7
    (tmp_path / "cgroup").unlink()
    path.write_text("oom_kill many\n")
    assert memory.kills() is None
