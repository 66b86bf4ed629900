"""Notebook jobs that the real jupyter-scheduler runs: completed, failed, stopped, killed."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from contextlib import closing
from functools import partial
from typing import Any

import psutil
import pytest
from traitlets import TraitError

from jupyter_notifications.sources.scheduler import SchedulerSource

from ..live_server import LiveServer
from .real import As, wait_for

SOURCE = "jupyter-scheduler"


def notebook(server: LiveServer, name: str, code: str) -> None:
    """Put a notebook with one cell where the server finds it."""
    cell: dict[str, Any] = {"cell_type": "code", "id": "only", "metadata": {}, "source": code}
    cell |= {"outputs": [], "execution_count": None}
    content = {
        "cells": [cell],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (server.home / "root" / name).write_text(json.dumps(content))


def run(person: As, name: str, code: str) -> str:
    """Let the scheduler run a notebook now, as its dialog does; gives the job's id."""
    notebook(person.server, f"{name}.ipynb", code)
    job = {
        "input_uri": f"{name}.ipynb",
        "runtime_environment_name": "any",
        "output_formats": ["ipynb"],
        "name": name,
    }
    status, made = person.request("POST", "scheduler/jobs", job)
    assert status == 200, made
    return str(made["job_id"])


def job(person: As, job_id: str) -> dict[str, Any]:
    """A job as the scheduler describes it."""
    status, described = person.request("GET", f"scheduler/jobs/{job_id}")
    assert status == 200, described
    return dict(described)


def test_a_job_completes_and_another_fails(owner: As) -> None:
    good = run(owner, "report", "print('hello')")
    bad = run(owner, "broken report", "raise ValueError('no such month')")
    completed = owner.told(SOURCE, "Job report completed")
    assert completed["type"] == "success"
    assert completed["topic"] == "job.completed"
    assert completed["key"] == good
    assert completed["link"] == "report.ipynb"
    assert completed["body"].startswith("report.ipynb, after ")
    assert job(owner, good)["status"] == "COMPLETED"

    failed = owner.told(SOURCE, "Job broken report failed")
    assert failed["type"] == "error"
    assert failed["topic"] == "job.failed"
    assert failed["link"] == "broken%20report.ipynb"
    assert failed["body"].splitlines()[0] == "    ValueError: no such month"
    assert "Traceback" not in failed["body"]
    assert job(owner, bad)["status"] == "FAILED"


def test_a_job_is_stopped_and_another_is_killed(one: LiveServer, owner: As) -> None:
    stopped = run(owner, "endless", "import time; time.sleep(600)")
    killed = run(owner, "greedy", "import time; time.sleep(600)")
    for job_id in (stopped, killed):
        wait_for(partial(_is_running, owner, job_id), lambda: "".join(one.log))
    processes = {name: _process(one, name) for name in ("endless", "greedy")}
    kernels = [child for found in processes.values() for child in found.children(recursive=True)]
    try:
        status, _ = owner.request("PATCH", f"scheduler/jobs/{stopped}", {"status": "STOPPED"})
        assert status == 204
        entry = owner.told(SOURCE, "Job endless was stopped")
        assert entry["type"] == "info"
        assert entry["topic"] == "job.stopped"

        processes["greedy"].kill()
        entry = owner.told(SOURCE, "Job greedy ended without a word")
        assert entry["type"] == "error"
        assert entry["topic"] == "job.died"
        assert "want of memory" in entry["body"]
    finally:
        for kernel in kernels:
            if kernel.is_running():
                kernel.kill()


def _is_running(person: As, job_id: str) -> bool:
    return bool(job(person, job_id)["status"] == "IN_PROGRESS")


def _process(server: LiveServer, name: str) -> psutil.Process:
    """The process of the job with this name: the scheduler's database knows its number."""
    with closing(sqlite3.connect(server.home / "data" / "scheduler.sqlite")) as database:
        [(pid,)] = database.execute("SELECT pid FROM jobs WHERE name = ?", (name,))
    return psutil.Process(pid)


def test_a_job_is_told_to_who_made_it(alice: As, bob: As) -> None:
    run(bob, "bobs report", "1 + 1")
    status, made = alice.request(
        "POST",
        "scheduler/job_definitions",
        {
            "input_uri": _put(alice, "weekly.ipynb"),
            "runtime_environment_name": "any",
            "output_formats": ["ipynb"],
            "name": "weekly",
            "schedule": "0 0 * * 0",
            "timezone": "UTC",
        },
    )
    assert status == 200, made
    definition = made["job_definition_id"]
    # This request does not say which notebook it is about; that of the definition did.
    assert alice.request("POST", f"scheduler/job_definitions/{definition}/jobs", {})[0] == 200
    bob.told(SOURCE, "Job bobs report completed")
    assert alice.told(SOURCE, "Job weekly completed")["link"] == "weekly.ipynb"
    # What the schedule of another test makes may come at any time.
    assert _titles(alice) - Counter({"Job often completed": 99}) == {"Job weekly completed": 1}
    assert _titles(bob) == {"Job bobs report completed": 1}


def test_the_schedule_makes_a_job(alice: As, bob: As) -> None:
    status, made = alice.request(
        "POST",
        "scheduler/job_definitions",
        {
            "input_uri": _put(alice, "often.ipynb"),
            "runtime_environment_name": "any",
            "output_formats": ["ipynb"],
            "name": "often",
            # The sixth field is seconds: nobody waits a whole minute here.
            "schedule": "* * * * * */2",
            "timezone": "UTC",
        },
    )
    assert status == 200, made
    try:
        # No request is handled while the schedule makes a job: only its definition says whose it is.
        entry = alice.told(SOURCE, "Job often completed")
    finally:
        path = f"scheduler/job_definitions/{made['job_definition_id']}"
        assert alice.request("DELETE", path)[0] == 204
    assert (entry["type"], entry["topic"], entry["link"]) == ("success", "job.completed", "often.ipynb")
    assert "Job often completed" not in [item["title"] for item in bob.inbox(SOURCE)]


def _titles(person: As) -> Counter[str]:
    return Counter(item["title"] for item in person.inbox(SOURCE))


def _put(person: As, name: str) -> str:
    notebook(person.server, name, "2 + 2")
    return name


def test_an_interval_must_be_one() -> None:
    for value in (0, -1, float("nan")):
        with pytest.raises(TraitError, match="interval"):
            SchedulerSource(None, None, several=False, interval=value)  # type: ignore[arg-type]
