"""Whose inboxes a notification is for, which commands it may run, and which event id it has."""

from __future__ import annotations

import time
import uuid

import pytest

from jupyter_notifications.errors import InvalidInput
from jupyter_notifications.identity import Asker
from jupyter_notifications.models import EVERYONE, OWNER, Recipient, user
from jupyter_notifications.services.notifications.drafts import (
    Addressed,
    address,
    check_commands,
    make_draft,
    merge_event_id,
    new_id,
)

ALICE = Asker(user("alice"), "alice")
SOLE = Asker(OWNER, None)


@pytest.mark.parametrize(
    ("asker", "recipients", "several", "expected", "own"),
    [
        (SOLE, None, False, (OWNER,), True),
        (SOLE, ["*"], False, (OWNER,), True),
        (None, None, False, (OWNER,), True),
        (ALICE, None, True, (user("alice"),), True),
        (ALICE, ["alice"], True, (user("alice"),), True),
        (ALICE, ["bob"], True, (user("bob"),), False),
        (ALICE, ["bob", "alice"], True, (user("bob"), user("alice")), True),
        (ALICE, ["*"], True, (EVERYONE,), True),
        (ALICE, ["owner"], True, (user("owner"),), False),
        (None, ["bob"], True, (user("bob"),), False),
        (None, ["*"], True, (EVERYONE,), True),
    ],
)
def test_address(
    asker: Asker | None,
    recipients: list[str] | None,
    several: bool,
    expected: tuple[Recipient, ...],
    own: bool,
) -> None:
    assert address(asker, recipients, several=several) == Addressed(expected, own)


@pytest.mark.parametrize(
    ("asker", "recipients", "several"),
    [(SOLE, ["alice"], False), (SOLE, ["owner"], False), (None, None, True), (None, ["alice"], False)],
)
def test_address_refuses(asker: Asker | None, recipients: list[str] | None, several: bool) -> None:
    with pytest.raises(InvalidInput) as caught:
        address(asker, recipients, several=several)
    assert [error.path for error in caught.value.errors] == ["/recipients"]


def test_each_forbidden_command_is_named() -> None:
    actions = [
        {"label": "a", "link": "a.ipynb"},
        {"label": "b", "command": "docmanager:open"},
        {"label": "c", "command": "terminal:create-new"},
        {"label": "d", "command": "docmanager:open "},
    ]
    with pytest.raises(InvalidInput) as caught:
        check_commands({"actions": actions}, ("docmanager:open",))
    assert [error.path for error in caught.value.errors] == ["/actions/2/command", "/actions/3/command"]
    check_commands({"actions": actions[:2]}, ("docmanager:open",))
    check_commands({}, ())


@pytest.mark.parametrize(
    ("inside", "beside", "expected"),
    [(None, None, None), ("a", None, "a"), (None, "a", "a"), ("a", "a", "a")],
)
def test_event_id_here_or_beside(inside: str | None, beside: str | None, expected: str | None) -> None:
    assert merge_event_id(inside, beside) == expected


@pytest.mark.parametrize(("inside", "beside"), [("a", "b"), (None, ""), (None, "a b"), (None, "x" * 129)])
def test_event_id_refused(inside: str | None, beside: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        merge_event_id(inside, beside)
    assert [error.path for error in caught.value.errors] == ["/event_id"]


def test_a_draft_keeps_recipients_and_event_id_out_of_the_content() -> None:
    data = {"title": "t", "recipients": ["bob"], "event_id": "e", "deliver_at": "2026-01-01T00:00:00Z"}
    draft = make_draft(data, Addressed((user("bob"),), own=False), sender="alice", event_id="e", now=5)
    assert draft.content == {"title": "t", "deliver_at": "2026-01-01T00:00:00Z"}
    assert (draft.deliver_at, draft.expires_at, draft.sender, draft.event_id) == (
        1_767_225_600_000,
        None,
        "alice",
        "e",
    )


def test_ids_are_uuids_of_version_7_in_the_order_of_time() -> None:
    before = time.time_ns() // 1_000_000
    made = [new_id() for _ in range(20_000)]
    after = time.time_ns() // 1_000_000
    assert made == sorted(set(made))
    for one in made[:100]:
        assert str(uuid.UUID(one)) == one
        assert (uuid.UUID(one).version, uuid.UUID(one).variant) == (7, uuid.RFC_4122)
    assert before <= uuid.UUID(made[0]).int >> 80 <= uuid.UUID(made[-1]).int >> 80 <= after
