"""Sources are found, started, kept apart from what is broken, and stopped."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from typing import Any

import pytest
from traitlets.config import Config, LoggingConfigurable

from jupyter_notifications.sources import Source
from jupyter_notifications.sources import manager as module
from jupyter_notifications.sources.manager import GROUP, SourceManager

from . import examples


class Parent(LoggingConfigurable):
    """Stands where the extension is, for its configuration."""


@pytest.fixture(autouse=True)
def _nothing_done() -> Iterator[None]:
    examples.done.clear()
    yield
    examples.done.clear()


def make(monkeypatch: pytest.MonkeyPatch, *names: str, config: Config | None = None) -> SourceManager:
    """A manager that finds these sources of ``examples`` as entry points, in this order."""
    points = [EntryPoint(n.lower(), f"tests.sources.examples:{n}", GROUP) for n in names]
    monkeypatch.setattr(module, "BUILT_IN", {})
    monkeypatch.setattr(module, "entry_points", lambda *, group: points if group == GROUP else [])

    async def send(title: str, **fields: Any) -> object:
        return None

    parent = Parent(config=config or Config())
    return SourceManager(None, send, several=False, parent=parent)  # type: ignore[arg-type]


def states(manager: SourceManager) -> dict[str, str]:
    return dict(manager.states())


async def test_they_start_and_stop_in_reverse(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = make(monkeypatch, "Recorder", "Second")
    await manager.start()
    assert states(manager) == {"recorder": "running", "second": "running"}
    await manager.stop()
    await manager.stop()
    assert examples.done == [
        "recorder started: hello",
        "second started: hello",
        "second stopped",
        "recorder stopped",
    ]
    assert states(manager) == {"recorder": "off", "second": "off"}


async def test_each_is_configured_and_turned_off_by_its_class(monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config({"Recorder": {"greeting": "good morning"}, "Second": {"enabled": False}})
    manager = make(monkeypatch, "Recorder", "Second", config=config)
    await manager.start()
    assert states(manager) == {"recorder": "running", "second": "off"}
    assert examples.done == ["recorder started: good morning"]


async def test_all_are_turned_off_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = make(monkeypatch, "Recorder", "Second", config=Config({"Source": {"enabled": False}}))
    await manager.start()
    assert set(states(manager).values()) == {"off"}
    assert examples.done == []


async def test_what_is_disabled_by_name_is_not_even_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config({"SourceManager": {"disabled_sources": ["recorder", "missing"]}})
    manager = make(monkeypatch, "Recorder", "Missing", config=config)
    await manager.start()
    assert states(manager) == {"missing": "off", "recorder": "off"}


async def test_what_it_needs_must_be_there(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    manager = make(monkeypatch, "Needy", "Idle")
    await manager.start()
    assert states(manager) == {"idle": "absent", "needy": "absent"}
    assert not [record for record in caplog.records if record.levelno > logging.DEBUG]
    await manager.stop()
    assert examples.done == ["idle stopped"]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Broken", "The source 'broken' did not start: RuntimeError: no good"),
        ("Missing", "The source 'missing' could not be loaded: AttributeError: "),
        ("Stranger", "The source 'stranger' could not be loaded: TypeError: "),
    ],
)
async def test_a_broken_one_is_one_line_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: Any, name: str, line: str
) -> None:
    manager = make(monkeypatch, name, "Recorder")
    await manager.start()
    assert states(manager) == {name.lower(): "failed", "recorder": "running"}
    logged = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert logged[0].startswith(line)
    assert all("\n" not in text for text in logged)


async def test_bad_configuration_stops_only_whom_it_is_about(
    monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    manager = make(monkeypatch, "Recorder", "Second", config=Config({"Second": {"greeting": 3}}))
    await manager.start()
    assert states(manager) == {"recorder": "running", "second": "failed"}
    assert "greeting" in caplog.text


async def test_an_entry_point_must_bear_the_name_of_its_class(
    monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    manager = make(monkeypatch, "Recorder")
    points = [EntryPoint("another", "tests.sources.examples:Recorder", GROUP)]
    monkeypatch.setattr(module, "entry_points", lambda *, group: points)
    await manager.start()
    assert states(manager) == {"another": "failed"}
    assert "its class is named 'recorder'" in caplog.text


async def test_the_second_of_one_name_is_not_used(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    manager = make(monkeypatch, "Recorder", "Recorder")
    await manager.start()
    assert states(manager) == {"recorder": "running"}
    assert examples.done == ["recorder started: hello"]
    assert "twice" in caplog.text


async def test_neither_start_nor_stop_can_hold_up_the_server(
    monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    monkeypatch.setattr(module, "START_LIMIT", 0.01)
    monkeypatch.setattr(module, "STOP_LIMIT", 0.01)
    manager = make(monkeypatch, "Slow", "Endless", "Recorder")
    await asyncio.wait_for(manager.start(), 5)
    assert states(manager) == {"endless": "running", "recorder": "running", "slow": "failed"}
    assert {"slow was cancelled", "slow stopped"} <= set(examples.done)
    await asyncio.wait_for(manager.stop(), 5)
    assert "recorder stopped" in examples.done
    assert "The source 'slow' did not start: TimeoutError: took longer than 0.01 s" in caplog.text
    assert "The source 'endless' did not stop: TimeoutError: took longer than 0.01 s" in caplog.text


@pytest.mark.parametrize("name", sorted(module.BUILT_IN))
def test_those_of_this_package_bear_the_names_they_are_listed_under(name: str) -> None:
    found = module._built_in(*module.BUILT_IN[name])
    assert isinstance(found, type)
    assert issubclass(found, Source)
    assert found.name == name
    for trait in found.class_own_traits(config=True).values():
        assert trait.help.strip()
