"""Files that could not be saved, or that somebody else deleted or renamed: by what a real server does."""

from __future__ import annotations

from ..live_server import LiveServer
from .real import As


def test_a_save_that_fails_is_told_until_it_succeeds(one: LiveServer, owner: As) -> None:
    root = one.home / "root"
    # Its folder is gone, as when a program moved it while the page was open.
    assert owner.save("plans/next year.txt") >= 400
    entry = owner.told("files", "next year.txt could not be saved")
    assert entry["type"] == "error"
    assert entry["topic"] == "file.save_failed"
    assert entry["link"] == "plans/next%20year.txt"
    assert "its log says more" in entry["body"]

    # As often as it fails, there is one entry.
    assert owner.save("plans/next year.txt") >= 400
    (root / "plans").mkdir()
    assert owner.save("plans/next year.txt") in {200, 201}
    assert owner.told("files", "next year.txt is saved again")["id"] == entry["id"]
    assert owner.save("plans/next year.txt") in {200, 201}
    assert len(owner.inbox("files")) == 1


def test_the_one_person_is_not_told_what_they_did_themselves(owner: As) -> None:
    assert owner.save("mine.txt") == 201
    owner.open("mine.txt")
    assert owner.request("DELETE", "api/contents/mine.txt")[0] == 204
    # What comes after it is there, so it would be as well.
    assert owner.save("gone/x.txt") >= 400
    owner.told("files", "x.txt could not be saved")
    assert not [item for item in owner.inbox("files") if item["title"].startswith("mine.txt")]


def test_who_could_not_save_is_told_and_nobody_else(alice: As, bob: As) -> None:
    assert bob.save("gone/bobs.txt") >= 400
    bob.told("files", "bobs.txt could not be saved")
    assert not [item for item in alice.inbox("files") if "bobs.txt" in item["title"]]


def test_who_works_on_a_file_is_told_what_another_does_to_it(alice: As, bob: As) -> None:
    assert alice.request("PUT", "api/contents/shared", {"type": "directory"})[0] == 201
    for name in ("a.txt", "b.txt", "c.txt", "d.txt"):
        assert alice.save(f"shared/{name}") == 201
    bob.open("shared/a.txt")
    bob.open("shared/b.txt")
    assert bob.request("GET", "api/contents/shared/d.txt?content=0")[0] == 200
    assert bob.request("GET", "api/contents/shared")[0] == 200

    assert alice.request("PATCH", "api/contents/shared/a.txt", {"path": "shared/z `1`.txt"})[0] == 200
    renamed = bob.told("files", "a.txt was renamed by alice")
    assert renamed["topic"] == "file.renamed"
    assert renamed["type"] == "warning"
    assert renamed["link"] == "shared/z%20%601%60.txt"
    assert renamed["body"] == "- `shared/a.txt` → ``shared/z `1`.txt``"

    assert bob.request("DELETE", "api/contents/shared/b.txt")[0] == 204
    deleted = alice.told("files", "b.txt was deleted by bob")
    assert deleted["topic"] == "file.deleted"
    assert "link" not in deleted

    # Bob worked on the first of them, under its old name; the fourth he only looked at from outside.
    assert alice.request("DELETE", "api/contents/shared")[0] == 204
    assert bob.told("files", "z `1`.txt was deleted by alice")["body"] == "- ``shared/z `1`.txt``"
    assert [item["title"] for item in bob.inbox("files")][:2] == [
        "z `1`.txt was deleted by alice",
        "a.txt was renamed by alice",
    ]
    assert [item["title"] for item in alice.inbox("files")] == ["b.txt was deleted by bob"]


def test_many_at_once_are_told_as_one(alice: As, bob: As) -> None:
    assert bob.request("PUT", "api/contents/many", {"type": "directory"})[0] == 201
    for number in range(12):
        assert bob.save(f"many/{number:02}.txt") == 201
    assert alice.request("DELETE", "api/contents/many")[0] == 204
    entry = bob.told("files", "12 files that you worked on were deleted by alice")
    assert entry["body"].splitlines()[0] == "- `many/00.txt`"
    assert entry["body"].splitlines()[-1] == "- and 2 more"
