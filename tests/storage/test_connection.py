"""A connection's thread, at the end of the loop that it answers."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from jupyter_notifications.storage.sqlite.connection import _run_until_closed


def test_a_loop_that_is_closed_meanwhile_is_no_fault() -> None:
    loop = asyncio.new_event_loop()
    asked, answered = threading.Event(), threading.Event()

    def run() -> None:
        asked.set()
        assert answered.wait(10)
        loop.call_soon_threadsafe(int)

    faults: list[Any] = []
    before, threading.excepthook = threading.excepthook, faults.append
    try:
        thread = threading.Thread(target=_run_until_closed, args=(run, loop))
        thread.start()
        assert asked.wait(10)
        loop.close()
        answered.set()
        thread.join(10)
    finally:
        threading.excepthook = before
    assert not thread.is_alive()
    assert faults == []


def test_any_other_fault_is_told() -> None:
    loop = asyncio.new_event_loop()

    def run() -> None:
        raise RuntimeError

    try:
        with pytest.raises(RuntimeError):
            _run_until_closed(run, loop)
    finally:
        loop.close()
