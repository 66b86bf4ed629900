"""Searching finds the same with the full-text index, without it, and by plain Python."""

# ruff: noqa: A001, RUF001 - the words of the contract; signs of many scripts
from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_notifications.models import EVERYONE, OWNER, Notification
from jupyter_notifications.storage.sqlite import SqliteStore, reads, search
from jupyter_notifications.storage.sqlite.words import holds, words_of

from .scenes import ALICE, BOB, draft, everything
from .searching import check_index, fill, found, no_fts5, opened, run, with_fts5

pytestmark = with_fts5


TEXTS = [
    "Straße nach Köln",
    "STRASSE",
    "完了しました 実行",
    "実行が完了",
    'say "abc" AND def',
    "a\tb  c",
    "ΣΊΣΥΦΟΣ",
    "𝒳𝒴𝒵𝒲 emoji 👩‍👩‍👧",
    "x\0yz0 nul",
    "İstanbul",
    "%_' * ^ -",
    "",
]
QUESTIONS = [
    "strasse",
    "ß",
    "完了",
    "実行が完了",
    "実行 完了",
    '"abc"',
    "AND",
    'c" and',
    "σίσυφος",
    "𝒳𝒴𝒵",
    "👩‍👩",
    "x\0y",
    "\0yz0",
    "i̇stanbul",
    "%_'",
    "*",
    "say def",
    "abc straße",
    "köln nach",
    "b  c",
    " ",
]


@pytest.mark.parametrize("few", [0, 2, 1000])
def test_any_script_and_any_sign_is_found(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(search, "FEW", few)
    monkeypatch.setattr(reads, "FEW", few)

    async def scene(store: SqliteStore) -> None:
        drafts = [
            draft(f"{n}-{m}", EVERYONE if n % 3 == 0 else OWNER, title=title, body=body)
            for n, title in enumerate(TEXTS)
            for m, body in enumerate(TEXTS)
        ]
        await store.post(drafts)
        texts = {one.id: f"{one.content['title']}\n{one.content['body']}".casefold() for one in drafts}
        before = {q: await found(store, q) for q in QUESTIONS}
        await fill(store)
        for q in QUESTIONS:
            expected = [id for id in reversed(texts) if all(w in texts[id] for w in q.casefold().split())]
            assert await found(store, q) == expected == before[q], q
        assert any(before[q] for q in QUESTIONS if len(q) > 2)

    run(scene)


letters = st.text(alphabet="aAbßſSİi\u0307\0 \n\"'完了𝒳", max_size=8)
questions = st.text(alphabet='aabßſsi\u0307\0 "完了𝒳', min_size=1, max_size=7)


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_history_is_searched_alike(data: st.DataObject) -> None:
    """The index, the scan and plain Python agree, whatever was posted, changed, deleted and filled in."""

    async def play() -> None:
        async with opened() as indexed:
            with no_fts5():
                plain = SqliteStore(None)
                await plain.open()
            try:
                await steps(indexed, plain)
            finally:
                await plain.close()

    async def steps(indexed: SqliteStore, plain: SqliteStore) -> None:
        for n in range(data.draw(st.integers(1, 25))):
            kind = data.draw(st.sampled_from(["post", "post", "post", "remove", "fill", "some", "forget"]))
            if kind == "post":
                recipients = data.draw(st.sampled_from([(OWNER,), (OWNER, ALICE), (ALICE,), (EVERYONE,)]))
                key = data.draw(st.sampled_from([None, "k", "l"]))
                keyed: dict[str, Any] = {} if key is None else {"key": key}
                one = draft(f"{n}", *recipients, title=data.draw(letters), body=data.draw(letters), **keyed)
                for store in (indexed, plain):
                    await store.post([one])
            elif kind == "remove":
                there = await everything(indexed, OWNER, 0)
                if there:
                    id = data.draw(st.sampled_from(sorted(item.id for item in there)))
                    for store in (indexed, plain):
                        await store.remove(OWNER, id, 0)
            elif kind == "fill":
                await fill(indexed)
                await indexed._connection.run(check_index)
            elif kind == "some":
                await indexed._writer.write(search.catch_up)
            else:
                await indexed._writer.write(search.forget_traces)
        for inbox in (OWNER, ALICE, BOB):
            items = await everything(plain, inbox, 0)
            for _ in range(4):
                q = data.draw(questions)
                expected = [item.id for item in items if _matches(item, q)]
                assert await found(indexed, q, inbox) == expected
                assert await found(plain, q, inbox) == expected

    with pytest.MonkeyPatch.context() as patch:
        few = data.draw(st.sampled_from([0, 1, 3, 1000]))
        patch.setattr(search, "FEW", few)
        patch.setattr(reads, "FEW", few)
        patch.setattr(search, "_EVENTS", 3)
        asyncio.run(play())


def _matches(item: Notification, q: str) -> bool:
    text = f"{item.content['title']}\n{item.content['body']}".casefold()
    return all(word in text for word in q.casefold().split())


def test_words() -> None:
    assert words_of(None) == words_of(" ") == []
    assert words_of("Straße  Köln") == ["strasse", "köln"]
    assert holds('{"title":"Straße"}', "strasse tra")
    assert not holds('{"title":"ab","body":"cd"}', "abc")
