"""What a source says reaches whom it names, and nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jupyter_notifications.errors import StoreUnavailable
from jupyter_notifications.links import link_error
from jupyter_notifications.sources import Source, file_link


class Teller(Source):
    """A source for these tests."""

    name = "teller"


class Kept:
    """Stands for the gate, and keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    async def __call__(self, title: str, **fields: Any) -> object:
        self.sent.append({"title": title, **fields})
        return None


def teller(send: Any, *, several: bool) -> Teller:
    return Teller(None, send, several=several)  # type: ignore[arg-type]


async def test_one_person_is_told_whoever_is_named() -> None:
    kept = Kept()
    assert await teller(kept, several=False).notify("Done", to="a-random-name", topic="t", key=None)
    assert kept.sent == [{"title": "Done", "recipients": None, "source": "teller", "topic": "t"}]


@pytest.mark.parametrize(("to", "people"), [("ana", ["ana"]), (["ana", "bo"], ["ana", "bo"]), ("*", ["*"])])
async def test_several_people_are_told_by_name(to: str | list[str], people: list[str]) -> None:
    kept = Kept()
    assert await teller(kept, several=True).notify("Done", to=to)
    assert kept.sent == [{"title": "Done", "recipients": people, "source": "teller"}]


@pytest.mark.parametrize("to", [None, [], ""])
async def test_with_several_people_and_no_name_nobody_is_told(to: str | list[str] | None) -> None:
    kept = Kept()
    assert not await teller(kept, several=True).notify("Done", to=to or None)
    assert kept.sent == []


async def test_what_would_be_refused_is_made_to_fit() -> None:
    kept = Kept()
    source = teller(kept, several=False)
    await source.notify("x" * 300, link="javascript:alert(1)")
    await source.notify("x" * 256, link="a/b.ipynb")
    first, second = kept.sent
    assert first["title"] == "x" * 255 + "…"
    assert "link" not in first
    assert second["title"] == "x" * 256
    assert second["link"] == "a/b.ipynb"


async def test_what_cannot_be_stored_is_logged_without_what_it_says(caplog: Any) -> None:
    async def full(title: str, **fields: Any) -> object:
        reason = "the disk is full"
        raise StoreUnavailable(reason)

    assert not await teller(full, several=False).notify("A secret")
    [record] = caplog.records
    assert record.getMessage() == (
        "A notification of teller was not stored: Store unavailable (nothing to name)"
    )


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("work/forecast.ipynb", "work/forecast.ipynb"),
        ("/ä b/50%.txt", "%C3%A4%20b/50%25.txt"),
        ("", None),
        ("../outside.txt", None),
        ("x" * 3000, None),
    ],
)
def test_a_link_to_a_file(path: str, link: str | None) -> None:
    assert file_link(path) == link
    if link is not None:
        assert link_error(link) is None


def test_a_link_to_a_cell() -> None:
    assert file_link("a.ipynb", "4c1e/0a") == "a.ipynb#cell=4c1e%2F0a"
    assert file_link(Path("a").as_posix()) == "a"
