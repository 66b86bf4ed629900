"""The mailbox: newest of each key, in order, at a bounded rate, and nobody waits for it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from queue import SimpleQueue
from typing import Any

import pytest

from jupyter_notifications.client.sender import Content, Sender


class Slow:
    """Takes what is sent, each only when it is let."""

    def __init__(self) -> None:
        self.began: SimpleQueue[Content] = SimpleQueue()
        self.may_end = threading.Semaphore(0)
        self.sent: list[Content] = []

    def __call__(self, content: Content) -> None:
        self.began.put(content)
        assert self.may_end.acquire(timeout=10)
        self.sent.append(content)


def test_the_newest_of_each_key_in_the_order_of_the_keys() -> None:
    slow = Slow()
    sender = Sender(slow, interval=0)
    sender.put("a", {"n": 0})
    slow.began.get(timeout=10)
    for number in range(1, 4):
        sender.put("b", {"b": number})
        sender.put("a", {"n": number})
    slow.may_end.release(3)
    assert sender.flush(10)
    assert slow.sent == [{"n": 0}, {"b": 3}, {"n": 3}]


def test_put_does_not_wait() -> None:
    slow = Slow()
    sender = Sender(slow, interval=0)
    began = time.monotonic()
    for number in range(1_000):
        sender.put("a", {"n": number})
    assert time.monotonic() - began < 5
    assert not sender.flush(0.01)
    slow.may_end.release(2)
    assert sender.flush(10)
    assert slow.sent[-1] == {"n": 999}
    assert len(slow.sent) <= 2


def test_pauses_between_requests_unless_somebody_waits() -> None:
    times: list[float] = []
    is_done = threading.Event()

    def send(content: Content) -> None:
        times.append(time.monotonic())
        if content["n"] == 2:
            is_done.set()

    sender = Sender(send, interval=0.1)
    for number in range(3):
        sender.put(str(number), {"n": number})
    assert is_done.wait(10)
    assert times[1] - times[0] >= 0.1
    assert times[2] - times[1] >= 0.1

    hurried = Sender(lambda content: times.append(content["n"]), interval=60)
    for number in range(3):
        hurried.put(str(number), {"n": number})
    assert hurried.flush(10)


def test_take_back() -> None:
    slow = Slow()
    sender = Sender(slow, interval=0)
    sender.put("a", {"n": 1})
    slow.began.get(timeout=10)
    sender.put("a", {"n": 2})
    # Under way: it gives up after a time, and what waited is out all the same.
    assert sender.take_back("a", 0.01) == {"n": 2}
    slow.may_end.release()
    assert sender.take_back("a", 10) is None
    assert slow.sent == [{"n": 1}]


def test_what_is_too_much_is_left_out_from_the_oldest() -> None:
    slow = Slow()
    sender = Sender(slow, interval=0, most=2)
    sender.put("0", {"n": 0})
    slow.began.get(timeout=10)
    for number in range(1, 5):
        sender.put(str(number), {"n": number})
    slow.may_end.release(5)
    assert sender.flush(10)
    assert slow.sent == [{"n": 0}, {"n": 3}, {"n": 4}]


def test_the_thread_ends_and_comes_again() -> None:
    seen: list[threading.Thread] = []
    sender = Sender(lambda content: seen.append(threading.current_thread()), interval=0, idle=0.01)
    for number in range(2):
        sender.put("a", {"n": number})
        assert sender.flush(10)
        seen[number].join(10)
        assert not seen[number].is_alive()
    assert seen[0] is not seen[1]


def test_a_failure_of_sending_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    shown: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: shown.append(args.exc_type))

    def send(content: Content) -> None:
        seen.append(content["n"])
        if content["n"] == 1:
            raise RuntimeError

    sender = Sender(send, interval=0)
    for number in (1, 2):
        sender.put("a", {"n": number})
        assert sender.flush(10)
    assert seen == [1, 2]
    assert shown == [RuntimeError]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork")
def test_a_forked_child_sends_its_own_only() -> None:
    code = """
import os, sys
from jupyter_notifications.client.sender import Sender
sender = Sender(lambda content: os.write(1, (content["n"] + "\\n").encode()), interval=60)
sender.put("first", {"n": "first"})
sender.put("parent", {"n": "parent"})
child = os.fork()
if child == 0:
    sender.put("child", {"n": "child"})
    os._exit(0 if sender.flush(50) else 1)
assert os.waitpid(child, 0)[1] == 0
assert sender.flush(50)
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert sorted(done.stdout.split()) == ["child", "first", "parent"]


def test_the_end_of_a_program_waits_for_what_is_left() -> None:
    code = """
from jupyter_notifications.client.sender import Sender
sender = Sender(lambda content: print(content["n"], flush=True), interval=60)
for number in range(3):
    sender.put(str(number), {"n": number})
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["0", "1", "2"]
    assert done.stderr == ""
