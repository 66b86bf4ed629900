"""Ids: UUIDv7 as the RFC has it, each behind the one before, whatever the clock does."""

from __future__ import annotations

import time
import uuid

import pytest

from jupyter_notifications.services.notifications import ids
from jupyter_notifications.services.notifications.ids import new_id


def millis(one: str) -> int:
    """The time that an id tells."""
    return uuid.UUID(one).int >> 80


def test_version_variant_and_time() -> None:
    before = time.time_ns() // 1_000_000
    made = [new_id() for _ in range(2000)]
    after = time.time_ns() // 1_000_000
    for one in made:
        assert str(uuid.UUID(one)) == one
        assert (uuid.UUID(one).version, uuid.UUID(one).variant) == (7, uuid.RFC_4122)
    assert before <= millis(made[0])
    assert millis(made[-1]) <= after


def test_each_sorts_behind_the_one_before() -> None:
    made = [new_id() for _ in range(50_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_so_they_do_when_the_clock_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    sequence = ids._Sequence()
    made = []
    for now in (5_000, 5_000, 4_000, 5_001, 1, 6_000):
        monkeypatch.setattr("time.time_ns", lambda now=now: now * 1_000_000)
        made.append(sequence.next())
    assert made == sorted(made)
    assert [millis(one) for one in made] == [5_000, 5_000, 5_000, 5_001, 5_001, 6_000]


def test_a_millisecond_that_is_full_gives_way_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time_ns", lambda: 7_000_000_000)
    sequence = ids._Sequence()
    made = [sequence.next()]
    sequence._count = (1 << 26) - 2
    made += [sequence.next() for _ in range(3)]
    assert made == sorted(made)
    assert [millis(one) for one in made] == [7_000, 7_000, 7_001, 7_001]


def test_the_end_of_an_id_is_not_to_be_foreseen() -> None:
    assert len({new_id()[-12:] for _ in range(1000)}) == 1000
