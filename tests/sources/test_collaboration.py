"""Documents that people edit together by the real jupyter-collaboration, and cannot be saved."""

from __future__ import annotations

from ..live_server import LiveServer
from .real import As, save_together, wait_for

SOURCE = "jupyter-collaboration"


def test_a_document_that_cannot_be_saved(one: LiveServer, owner: As) -> None:
    file = one.home / "root" / "draft.txt"
    file.write_text("a draft")
    with owner.editing("draft.txt") as socket:
        save_together(socket)
        file.unlink()
        save_together(socket)
        entry = owner.told(SOURCE, "draft.txt could not be saved")
        assert entry["type"] == "error"
        assert entry["topic"] == "document.save_failed"
        assert entry["link"] == "draft.txt"
        assert entry["body"] == "What was changed is only in the pages in which it is open."
        save_together(socket)
        file.write_text("a draft")

        def again() -> bool:
            save_together(socket)
            return any(item["title"] == "draft.txt is saved again" for item in owner.inbox(SOURCE))

        wait_for(again, lambda: "".join(one.log))
    [entry] = owner.inbox(SOURCE)
    assert entry["type"] == "success"


def test_those_who_edit_it_are_told_and_nobody_else(two: LiveServer, alice: As, bob: As) -> None:
    root = two.home / "root"
    (root / "ours.txt").write_text("ours")
    (root / "bobs.txt").write_text("bob's")
    with alice.editing("ours.txt") as first, bob.editing("bobs.txt") as second:
        save_together(first)
        save_together(second)
        (root / "bobs.txt").unlink()
        save_together(second)
        bob.told(SOURCE, "bobs.txt could not be saved")
        with bob.editing("ours.txt") as third:
            save_together(third)
            (root / "ours.txt").unlink()
            save_together(first)
            for person in (alice, bob):
                person.told(SOURCE, "ours.txt could not be saved")
    assert [item["title"] for item in alice.inbox(SOURCE)] == ["ours.txt could not be saved"]
