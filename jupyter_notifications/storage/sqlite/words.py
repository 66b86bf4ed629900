"""What words mean in a search."""

from __future__ import annotations

import msgspec


class _Text(msgspec.Struct):
    title: str = ""
    body: str = ""


_text = msgspec.json.Decoder(_Text)


def folded(content: str) -> str:
    """The title and the body of stored content, casefolded: what is searched."""
    data = _text.decode(content)
    return f"{data.title}\n{data.body}".casefold()


def words_of(q: str | None) -> list[str]:
    """The words of a question, casefolded."""
    return q.casefold().split() if q else []


def holds(content: str, words: str) -> bool:
    """For SQL: whether all the words, casefolded and with spaces between, are in the title and body."""
    text = folded(content)
    return all(word in text for word in words.split(" "))
