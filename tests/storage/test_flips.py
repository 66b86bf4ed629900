"""Bytes flipped at random places: nothing but answers and refusals, and no write once it is noticed (R7)."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from jupyter_notifications.errors import NotFound, StoreUnavailable
from jupyter_notifications.models import EVERYONE, OWNER, Filter, Muted, StateChange
from jupyter_notifications.storage.base import Store
from jupyter_notifications.storage.guarded import open_store
from jupyter_notifications.storage.sqlite import Damaged, SqliteStore

from .scenes import ALICE, ALL, BOB, draft
from .trouble import LOG, PATIENCE

#: Files that are damaged, short and with ``--soak``; and one in which something is due that never goes.
SHORT, LONG, ENDLESS = 60, 3_000, 2_504


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file with some of everything."""
    path = tmp_path_factory.mktemp("sound") / "notifications.db"

    async def make() -> None:
        store = SqliteStore(path)
        await store.open()
        for inbox in (OWNER, ALICE, BOB):
            await store.visit(inbox, 0)
        await store.post([draft(f"{n:03d}", body="b" * (n * 7 % 900), event_id=str(n)) for n in range(120)])
        await store.post(
            [draft(f"k{n}", ALICE, BOB, key=str(n), source="s", sender="bob") for n in range(20)]
        )
        await store.post([draft(f"e{n}", EVERYONE, sender="bob") for n in range(5)])
        await store.post([draft(f"t{n}", deliver_at=50 + n, expires_at=90) for n in range(10)])
        await store.keep_preferences(ALICE, {"dnd": True}, Muted(sources=("noisy",)), 1)
        for n in range(0, 120, 3):
            await store.change(OWNER, f"{n:03d}", StateChange(read=True, archived=n % 2 == 0), 1)
        for n in range(0, 120, 7):
            await store.remove(OWNER, f"{n:03d}", 1)
        await store.close()

    asyncio.run(make())
    return path.read_bytes()


def spoil(sound: bytes, seed: int) -> bytes:
    """Another damage for each seed: single bits, runs of bytes, whole pages, a file that ends early."""
    dice = random.Random(seed)
    content = bytearray(sound)
    kind = seed % 4
    if kind == 0:
        for _ in range(dice.randint(1, 30)):
            content[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    elif kind == 1:
        for _ in range(dice.randint(1, 4)):
            at, length = dice.randrange(len(content)), dice.randint(1, 600)
            content[at : at + length] = dice.randbytes(len(content[at : at + length]))
    elif kind == 2:
        for _ in range(dice.randint(1, 5)):
            at = dice.randrange(len(content) // 4096) * 4096
            content[at : at + 4096] = bytes(4096) if dice.random() < 0.5 else dice.randbytes(4096)
    else:
        del content[dice.randrange(1, len(content)) :]
    return bytes(content)


@dataclass
class Damage:
    """What becomes of one damaged file."""

    path: Path
    noticed: tuple[bytes, bytes | None] | None = None
    """The file and its log, when it was first said that it is damaged."""
    refused: int = 0
    answered: int = 0

    async def play(self) -> None:
        """Ask and tell a store all that there is to ask and tell; never fails."""
        store = await open_store(self.path, log=LOG, patience=0.2, reserve=0, retry=60, look=60)
        try:
            if not (await store.status()).writable:
                self.noticed = self.content()
            for act in _acts():
                await self._try(store, act)
            await store.status()
        finally:
            await store.close()
        if self.noticed is not None:
            assert self.content() == self.noticed, "it was written to after it was known to be damaged"

    async def _try(self, store: Store, act: Callable[[Store], Awaitable[object]]) -> None:
        try:
            await act(store)
            self.answered += 1
        except NotFound:
            self.answered += 1
        except StoreUnavailable as error:
            self.refused += 1
            if isinstance(error, Damaged) and self.noticed is None:
                self.noticed = self.content()

    def content(self) -> tuple[bytes, bytes | None]:
        """What stands in the file and in its log."""
        log = Path(f"{self.path}-wal")
        return self.path.read_bytes(), log.read_bytes() if log.exists() and log.stat().st_size else None


def _acts() -> list[Callable[[Store], Awaitable[object]]]:
    read = StateChange(read=True)
    return [
        lambda store: store.visit(OWNER, 1),
        lambda store: store.heads([OWNER, ALICE, BOB], 1),
        *(lambda store, inbox=inbox: store.list(inbox, ALL, 1, limit=100) for inbox in (OWNER, ALICE, BOB)),
        lambda store: store.list(OWNER, Filter(q="bbb"), 1, limit=100),
        lambda store: store.list(OWNER, Filter("unread"), 1, limit=100),
        *(lambda store, n=n: store.get(OWNER, f"{n:03d}", 1) for n in range(0, 120, 10)),
        lambda store: store.changes(OWNER, 1, epoch="x", after=None, limit=100),
        lambda store: store.preferences(ALICE),
        lambda store: store.sent("bob", 1, limit=50),
        lambda store: store.next_due(),
        lambda store: store.others_wrote(),
        lambda store: store.post([draft("new", event_id="new"), draft("more", ALICE, key="3", source="s")]),
        lambda store: store.post([draft("again", event_id="5")]),
        lambda store: store.post([draft("all", EVERYONE)]),
        lambda store: store.change(OWNER, "005", read, 2),
        lambda store: store.change_all(OWNER, Filter(), read, 2),
        lambda store: store.remove(OWNER, "008", 2),
        lambda store: store.wake(70),
        lambda store: store.keep_preferences(BOB, {}, Muted(topics=("t",)), 2),
        lambda store: store.withdraw("bob", "e1", 2),
        lambda store: store.sweep(10**10, keep_for=10**9, keep_entries=50),
        lambda store: store.remove_all(ALICE, ALL, 3),
        lambda store: store.forget(BOB, "bob", 3),
        lambda store: store.list(OWNER, ALL, 100, limit=100),
    ]


def test_flipped_bytes(tmp_path: Path, sound: bytes, pytestconfig: pytest.Config) -> None:
    """``spoil(sound, seed)`` makes the same file again."""
    noticed = answered = 0
    for seed in (ENDLESS, *range(LONG if pytestconfig.getoption("--soak") else SHORT)):
        path = tmp_path / f"{seed}.db"
        path.write_bytes(spoil(sound, seed))
        damage = Damage(path)
        try:
            asyncio.run(asyncio.wait_for(damage.play(), PATIENCE))
        except Exception as error:
            msg = f"with spoil(sound, {seed})"
            raise AssertionError(msg) from error
        assert path.exists()
        noticed += damage.noticed is not None
        answered += damage.answered
    # Not a test of nothing: most damage is seen, and there is something to read all the same.
    assert noticed > SHORT // 3
    assert answered > SHORT
