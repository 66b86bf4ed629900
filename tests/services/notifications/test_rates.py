"""A burst passes, then one at the allowed rate; each person has their own."""

from __future__ import annotations

import pytest

from jupyter_notifications.errors import TooMany
from jupyter_notifications.models import OWNER, user
from jupyter_notifications.services.notifications.rates import BATCH_ITEM_COST, BURST, Rates


class Seconds:
    """A clock of seconds."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_the_rate() -> None:
    seconds = Seconds()
    rates = Rates(20, now=seconds)
    for _ in range(int(BURST)):
        rates.take(OWNER)
    with pytest.raises(TooMany) as caught:
        rates.take(OWNER)
    assert caught.value.retry_after == pytest.approx(1 / 20)
    seconds.now += 0.05
    rates.take(OWNER)
    with pytest.raises(TooMany):
        rates.take(OWNER)


def test_a_refusal_costs_nothing() -> None:
    seconds = Seconds()
    rates = Rates(1, now=seconds)
    for _ in range(int(BURST)):
        rates.take(OWNER)
    for _ in range(50):
        with pytest.raises(TooMany):
            rates.take(OWNER)
    seconds.now += 1
    rates.take(OWNER)


def test_a_whole_batch_passes_after_a_pause() -> None:
    rates = Rates(20, now=Seconds())
    for _ in range(1000):
        rates.take(OWNER, BATCH_ITEM_COST)
    with pytest.raises(TooMany):
        rates.take(OWNER, BATCH_ITEM_COST)


def test_people_do_not_slow_each_other() -> None:
    rates = Rates(20, now=Seconds())
    for _ in range(int(BURST)):
        rates.take(user("alice"))
    rates.take(user("bob"))


def test_a_pause_never_saves_up_more_than_a_burst() -> None:
    seconds = Seconds()
    rates = Rates(20, now=seconds)
    rates.take(OWNER)
    seconds.now += 1_000_000
    for _ in range(int(BURST)):
        rates.take(OWNER)
    with pytest.raises(TooMany):
        rates.take(OWNER)


def test_many_people_who_posted_once_are_forgotten() -> None:
    seconds = Seconds()
    rates = Rates(20, now=seconds)
    for number in range(5000):
        rates.take(user(str(number)))
        seconds.now += 0.01
    assert len(rates._buckets) <= 1100


def test_zero_sets_no_limit() -> None:
    rates = Rates(0, now=Seconds())
    for _ in range(10_000):
        rates.take(OWNER)


def test_what_is_given_back_can_be_spent_again() -> None:
    rates = Rates(0.001, now=Seconds())
    for _ in range(int(BURST)):
        rates.take(OWNER)
    rates.give_back(OWNER, 1.0)
    rates.take(OWNER)
    with pytest.raises(TooMany):
        rates.take(OWNER)
    rates.give_back(user("nobody"), 1.0)


def test_giving_back_never_makes_more_than_a_burst() -> None:
    rates = Rates(0.001, now=Seconds())
    rates.take(OWNER)
    rates.give_back(OWNER, 1000.0)
    for _ in range(int(BURST)):
        rates.take(OWNER)
    with pytest.raises(TooMany):
        rates.take(OWNER)


def test_only_a_full_bucket_is_forgotten() -> None:
    seconds = Seconds()
    rates = Rates(20, now=seconds)
    for _ in range(int(BURST)):
        rates.take(OWNER)
    rates.forget(OWNER)
    with pytest.raises(TooMany):
        rates.take(OWNER)
    seconds.now += 10
    rates.forget(OWNER)
    assert not rates._buckets
    rates.forget(user("nobody"))
