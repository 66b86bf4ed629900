"""Memory that is nearly full, by the real jupyter-resource-usage and the real processes of a server."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest
from traitlets import TraitError

from jupyter_notifications.sources.resources import Memory, ResourcesSource, measure

from ..live_server import LiveServer
from ..people import ALICE, BOB
from .conftest import QUICK
from .real import As, server_with, wait_for

SOURCE = "jupyter-resource-usage"
USAGE = ("jupyter_resource_usage",)


def looked(server: LiveServer, limit: Path) -> None:
    """Wait until the memory was measured again, with what the file says now."""
    seen = limit.with_name("seen")
    seen.unlink(missing_ok=True)
    wait_for(seen.exists, lambda: "".join(server.log))
    seen.unlink()
    wait_for(seen.exists, lambda: "".join(server.log))


def test_it_warns_once_until_enough_is_free_again(tmp_path: Path) -> None:
    # The limit is a function here, as the package allows it, that a file beside it decides.
    limit = tmp_path / "limit"
    limit.write_text("1000")
    config = tmp_path / "config" / "jupyter_server_config.py"
    config.parent.mkdir()
    config.write_text(
        "from pathlib import Path\n"
        "def limit(rss, pss):\n"
        f"    Path({str(tmp_path / 'seen')!r}).touch()\n"
        f"    return int(rss * int(Path({str(limit)!r}).read_text()) / 100)\n"
        "c.ResourceUseDisplay.mem_limit = limit\n"
    )
    with server_with(tmp_path, USAGE, *QUICK) as server:
        owner = As(server, server.token)
        assert owner.inbox(SOURCE) == []
        limit.write_text("102")  # 2 % are free
        entry = owner.told(SOURCE, "Memory is nearly full")
        assert entry["type"] == "warning"
        assert entry["priority"] == "high"
        assert entry["topic"] == "memory"
        assert "This server and its kernels use" in entry["body"]
        status, metrics = owner.request("GET", "api/metrics/v1")
        assert status == 200
        assert metrics["limits"]["memory"]["warn"] is True

        # Marked as read, it stays so while memory stays full, and while only a little became free.
        assert owner.request("PATCH", f"api/notifications/{entry['id']}", {"read": True})[0] == 200
        for value in ("101", "113"):
            limit.write_text(value)
            looked(server, limit)
        assert owner.inbox(SOURCE)[0]["read"] is True
        limit.write_text("200")
        looked(server, limit)
        limit.write_text("100")
        wait_for(lambda: not owner.inbox(SOURCE)[0].get("read"), lambda: str(owner.inbox(SOURCE)))
        assert len(owner.inbox(SOURCE)) == 1


def test_on_a_server_of_several_people_those_who_are_named(tmp_path: Path) -> None:
    options = (*QUICK, "--ResourcesSource.recipients=bob")
    with server_with(tmp_path, USAGE, *options, env={"MEM_LIMIT": "1000000"}, people=True) as server:
        As(server, BOB).told(SOURCE, "Memory is nearly full")
        assert As(server, ALICE).inbox(SOURCE) == []


async def test_on_a_hub_the_person_whose_server_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "ana")
    assert ResourcesSource(None, None, several=True).recipients == ["ana"]  # type: ignore[arg-type]
    monkeypatch.delenv("JUPYTERHUB_USER")
    assert ResourcesSource(None, None, several=True).recipients == []  # type: ignore[arg-type]


def test_what_is_measured() -> None:
    mine = psutil.Process().memory_info().rss
    memory = measure(2 * mine)
    assert memory.own
    assert memory.used >= 0.5 * mine
    assert memory.limit == 2 * mine
    machine = measure(0)
    assert machine == Memory(machine.used, psutil.virtual_memory().total, own=False)
    assert 0 < machine.left < 1


def test_an_interval_must_be_one() -> None:
    for value in (0, -1, float("inf"), float("nan")):
        with pytest.raises(TraitError, match="interval"):
            ResourcesSource(None, None, several=False, interval=value)  # type: ignore[arg-type]
