"""One word for how it is, and the advice for those who poll."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jupyter_notifications.services.notifications.health import DEEP, Health, PollInterval, health_of
from jupyter_notifications.storage.base import StoreStatus

WELL = StoreStatus("sqlite", durable=True, writable=True, schema_version=2)

CASES: list[tuple[StoreStatus, Health]] = [
    (WELL, "ok"),
    (replace(WELL, engine="memory", durable=False), "ok"),
    (replace(WELL, queued=DEEP), "ok"),
    (replace(WELL, queued=DEEP + 1), "degraded"),
    (replace(WELL, durable=False, problem="kept in memory"), "degraded"),
    (replace(WELL, room=False, problem="full"), "failing"),
    (replace(WELL, writable=False, problem="locked"), "failing"),
]


@pytest.mark.parametrize(("status", "health"), CASES)
def test_health(status: StoreStatus, health: Health) -> None:
    assert health_of(status) == health


@pytest.mark.parametrize(("status", "health"), CASES)
async def test_in_trouble_the_interval_is_longer(status: StoreStatus, health: Health) -> None:
    async def known() -> StoreStatus:
        return status

    assert await PollInterval(60, known).get() == {"ok": 60, "degraded": 120, "failing": 240}[health]
    assert await PollInterval(0, known).get() == 0


async def test_the_store_is_not_asked_each_time() -> None:
    now, asked = 0.0, []
    current = WELL

    async def ask() -> StoreStatus:
        asked.append(now)
        return current

    interval = PollInterval(60, ask, monotonic=lambda: now)
    assert [await interval.get(), await interval.get()] == [60, 60]
    current = replace(WELL, writable=False)
    now = 4.9
    assert await interval.get() == 60
    now = 5.0
    assert await interval.get() == 240
    assert asked == [0.0, 5.0]
