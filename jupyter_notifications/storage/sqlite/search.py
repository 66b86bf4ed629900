"""What SQL asks Python when words are searched for."""

from __future__ import annotations

import msgspec


class _Text(msgspec.Struct):
    title: str = ""
    body: str = ""


_text = msgspec.json.Decoder(_Text)


def holds(content: str, words: str) -> bool:
    """For SQL: whether all the words, casefolded and with spaces between, are in the title and body."""
    data = _text.decode(content)
    text = f"{data.title}\n{data.body}".casefold()
    return all(word in text for word in words.split(" "))
