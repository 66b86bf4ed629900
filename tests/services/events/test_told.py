"""What a page may tell by the socket of hints, what is refused, and whom it speaks for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from traitlets.config import Config

from jupyter_notifications.errors import InvalidInput, TooLarge
from jupyter_notifications.extension import NotificationsExtension
from jupyter_notifications.models import OWNER, user
from jupyter_notifications.services.events.filters import MAX_MESSAGE
from jupyter_notifications.services.events.told import LookingAt, Ran, read_told
from jupyter_notifications.services.notifications.presence import Presence
from tests.api_client import Api
from tests.people import ALICE, BOB

from .conftest import Subscribe, eventually
from .test_hint_socket import HINTS

KERNEL = "8a1c9e0e-0d3c-4c0a-9c52-6d4f6b1f2a10"
MESSAGE = "5e6d3f1c-7f0b-4c59-a8a5-2f5f1b9c77aa_411_12"
RAN = {"kernel": KERNEL, "message": MESSAGE, "cell": "3fc1-Ab_9"}


def read(message: object) -> LookingAt | Ran:
    """What comes of a message."""
    return read_told(json.dumps(message, ensure_ascii=False).encode())


@pytest.mark.parametrize("path", ["Run.ipynb", "RTC:a b/Läufe.ipynb", "ä" * 4096, None])
def test_a_path_or_none(path: str | None) -> None:
    assert read({"looking_at": path}) == LookingAt(path)


@pytest.mark.parametrize("cell", ["a", "-_", "x" * 64])
def test_a_cell_as_nbformat_names_it(cell: str) -> None:
    assert read({"ran": {**RAN, "cell": cell}}) == Ran(KERNEL, MESSAGE, cell)


@pytest.mark.parametrize(
    ("message", "path"),
    [
        ({}, ""),
        ([], ""),
        ("looking_at", ""),
        (None, ""),
        ({"looked_at": "a"}, ""),
        ({"looking_at": "a", "ran": RAN}, ""),
        ({"looking_at": ""}, "/looking_at"),
        ({"looking_at": 1}, "/looking_at"),
        ({"looking_at": False}, "/looking_at"),
        ({"looking_at": ["a"]}, "/looking_at"),
        ({"looking_at": "a" * 4097}, "/looking_at"),
        ({"ran": None}, "/ran"),
        ({"ran": [RAN]}, "/ran"),
        ({"ran": {"kernel": KERNEL, "message": MESSAGE}}, "/ran"),
        ({"ran": {**RAN, "code": "1"}}, "/ran"),
        ({"ran": {**RAN, "kernel": 1}}, "/ran/kernel"),
        ({"ran": {**RAN, "kernel": "x" * 129}}, "/ran/kernel"),
        ({"ran": {**RAN, "kernel": "../k"}}, "/ran/kernel"),
        ({"ran": {**RAN, "message": ""}}, "/ran/message"),
        ({"ran": {**RAN, "message": {}}}, "/ran/message"),
        ({"ran": {**RAN, "cell": None}}, "/ran/cell"),
        ({"ran": {**RAN, "cell": ""}}, "/ran/cell"),
        ({"ran": {**RAN, "cell": "x" * 65}}, "/ran/cell"),
        ({"ran": {**RAN, "cell": "a b"}}, "/ran/cell"),
        ({"ran": {**RAN, "cell": "a\n"}}, "/ran/cell"),
        ({"ran": {**RAN, "cell": "ä"}}, "/ran/cell"),
        ({"ran": {**RAN, "cell": 'a"onclick=1'}}, "/ran/cell"),
    ],
)
def test_anything_else_is_refused(message: object, path: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read(message)
    assert [error.path for error in refused.value.errors] == [path]


@pytest.mark.parametrize("raw", [b"", b"looking_at", b"\xff", b'{"looking_at": NaN}'])
def test_what_is_no_json_is_refused(raw: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_told(raw)


def test_a_message_has_a_size() -> None:
    filled = b'{"looking_at": null' + b" " * (MAX_MESSAGE - 20) + b"}"
    assert read_told(filled) == LookingAt(None)
    with pytest.raises(TooLarge):
        read_told(filled + b" ")


# -- by the socket -------------------------------------------------------------------------------------------


@pytest.fixture
def presence(extension: NotificationsExtension) -> Presence:
    """What the server knows."""
    return extension.manager.presence


async def tell(listener: Any, *messages: object) -> None:
    """Tell, and come back when all of it has been read: the answer to what is wrong is the last."""
    for message in messages:
        await listener.connection.write_message(json.dumps(message))
    while "error" not in (await listener.say({})):
        pass


async def test_a_page_looks_until_it_looks_away_or_goes(presence: Presence, subscribe: Subscribe) -> None:
    first, second = await subscribe(HINTS), await subscribe("/api/events/notifications")
    await tell(first, {"looking_at": "a/Run.ipynb"})
    await tell(second, {"looking_at": "a/Run.ipynb"})
    assert presence.looking(OWNER, "a/Run.ipynb")
    await tell(first, {"looking_at": "Other.ipynb"})
    assert presence.looking(OWNER, "Other.ipynb")
    await tell(first, {"looking_at": None})
    assert not presence.looking(OWNER, "Other.ipynb")
    assert presence.looking(OWNER, "a/Run.ipynb")
    second.close()
    await eventually(lambda: not presence.looking(OWNER, "a/Run.ipynb"))


async def test_a_cell_is_known_when_its_page_is_gone(presence: Presence, subscribe: Subscribe) -> None:
    listener = await subscribe(HINTS)
    await tell(listener, {"looking_at": "Run.ipynb"}, {"ran": RAN})
    listener.close()
    await eventually(lambda: not presence.looking(OWNER, "Run.ipynb"))
    assert presence.cell(KERNEL, MESSAGE) == RAN["cell"]


async def test_what_is_wrong_is_answered_and_changes_nothing(
    api: Api, presence: Presence, subscribe: Subscribe
) -> None:
    listener = await subscribe(HINTS)
    await listener.frame()
    await tell(listener, {"looking_at": "Run.ipynb"})
    answer = await listener.say({"ran": {**RAN, "cell": "<script>"}})
    assert set(answer) == {"error"}
    assert [error["path"] for error in answer["error"]["errors"]] == ["/ran/cell"]
    assert "error" in await listener.say(b"\xff\xfe")
    assert "error" in await listener.say("x" * (MAX_MESSAGE + 1))
    assert presence.cell(KERNEL, MESSAGE) is None
    assert presence.looking(OWNER, "Run.ipynb")
    await api.post("Still listening")
    assert (await listener.frame())["unread"] == 1


class TestOfTwo:
    """On a server that tells people apart."""

    @pytest.fixture
    def jp_server_config(self, two_people: Config) -> Config:
        return two_people

    async def test_each_page_speaks_for_its_own_person(
        self, api: Api, presence: Presence, subscribe: Subscribe
    ) -> None:
        alice, bob = await subscribe(HINTS, token=ALICE), await subscribe(HINTS, token=BOB)
        await tell(alice, {"looking_at": "Run.ipynb"}, {"ran": RAN})
        await tell(bob, {"looking_at": "Other.ipynb"}, {"ran": {**RAN, "cell": "of-bob"}})
        assert presence.looking(user("alice"), "Run.ipynb")
        assert not presence.looking(user("bob"), "Run.ipynb")
        assert not presence.looking(user("alice"), "Other.ipynb")
        assert presence.cell(KERNEL, MESSAGE) == RAN["cell"]

    async def test_who_is_forgotten_has_run_nothing(
        self, api: Api, presence: Presence, subscribe: Subscribe
    ) -> None:
        await tell(await subscribe(HINTS, token=ALICE), {"ran": RAN})
        assert (await api("DELETE", "/api/notifications/me", token=ALICE)).status == 204
        assert presence.cell(KERNEL, MESSAGE) is None
