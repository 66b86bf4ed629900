"""What pages say about runs: who looks at what, and which cell a request came from; never too much of it."""

from __future__ import annotations

from jupyter_notifications.models import OWNER, user
from jupyter_notifications.services.notifications.presence import (
    MAX_CELLS,
    MAX_KERNELS,
    MAX_KERNELS_EACH,
    Presence,
)

ALICE, BOB = user("alice"), user("bob")


def test_somebody_looks_while_one_of_their_pages_does() -> None:
    presence = Presence()
    presence.look("first", ALICE, "a/Run.ipynb")
    presence.look("second", ALICE, "/a/Run.ipynb")
    assert presence.looking(ALICE, "a/Run.ipynb")
    assert not presence.looking(BOB, "a/Run.ipynb")
    assert not presence.looking(OWNER, "a/Run.ipynb")
    assert not presence.looking(ALICE, "Run.ipynb")
    presence.look("first", ALICE, "RTC:a/Run.ipynb")
    assert presence.looking(ALICE, "a/Run.ipynb")
    presence.look("second", ALICE, None)
    assert not presence.looking(ALICE, "a/Run.ipynb")
    assert presence.looking(ALICE, "/RTC:a/Run.ipynb")
    presence.look("first", ALICE, None)
    presence.look("first", ALICE, None)
    assert not presence.looking(ALICE, "RTC:a/Run.ipynb")


def test_a_cell_is_of_one_message_to_one_kernel() -> None:
    presence = Presence()
    presence.ran(ALICE, "k1", "m1", "c1")
    assert presence.cell("k1", "m1") == "c1"
    assert presence.cell("k2", "m1") is None
    assert presence.cell("k1", "m2") is None


def test_what_was_said_first_stays_whoever_says_otherwise() -> None:
    presence = Presence()
    presence.ran(ALICE, "k1", "m1", "c1")
    presence.ran(ALICE, "k1", "m1", "c2")
    presence.ran(BOB, "k1", "m1", "c3")
    assert presence.cell("k1", "m1") == "c1"


def test_a_kernel_that_is_gone_is_forgotten() -> None:
    presence = Presence()
    for person in (ALICE, BOB):
        for kernel in ("k1", "k2"):
            presence.ran(person, kernel, f"{kernel}-{person.name}", "c")
    presence.forget_kernel("k1")
    presence.forget_kernel("never heard of")
    assert presence.cell("k1", "k1-alice") is presence.cell("k1", "k1-bob") is None
    assert presence.cell("k2", "k2-alice") == presence.cell("k2", "k2-bob") == "c"


def test_who_is_forgotten_has_run_nothing() -> None:
    presence = Presence()
    presence.ran(ALICE, "k1", "m1", "c1")
    presence.ran(BOB, "k1", "m2", "c2")
    presence.forget(ALICE)
    assert presence.cell("k1", "m1") is None
    assert presence.cell("k1", "m2") == "c2"


def test_the_oldest_request_of_a_kernel_goes_first() -> None:
    presence = Presence()
    presence.ran(BOB, "k", "of Bob", "c")
    for n in range(MAX_CELLS + 1):
        presence.ran(ALICE, "k", f"m{n}", "c")
    assert presence.cell("k", "m0") is None
    assert presence.cell("k", "m1") == presence.cell("k", f"m{MAX_CELLS}") == "c"
    assert presence.cell("k", "of Bob") == "c"


def test_one_person_cannot_push_out_what_another_said() -> None:
    presence = Presence()
    presence.ran(BOB, "k of Bob", "m", "c")
    for n in range(MAX_KERNELS + 1):
        presence.ran(ALICE, f"k{n}", "m", "c")
    kept = [n for n in range(MAX_KERNELS + 1) if presence.cell(f"k{n}", "m")]
    assert kept == list(range(MAX_KERNELS + 1 - MAX_KERNELS_EACH, MAX_KERNELS + 1))
    assert presence.cell("k of Bob", "m") == "c"


def test_the_kernel_heard_of_longest_ago_goes_first() -> None:
    presence = Presence()
    for n in range(MAX_KERNELS):
        presence.ran(user(f"u{n}"), f"k{n}", "m", "c")
    presence.ran(user("u0"), "k0", "another", "c")
    presence.ran(ALICE, "k", "m", "c")
    assert presence.cell("k0", "m") == "c"
    assert presence.cell("k1", "m") is None
    assert presence.cell("k", "m") == "c"
