"""The blocks of code in the pages of the documentation, by the heading that they stand under."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"


def blocks(page: str) -> list[tuple[str, str, str]]:
    """Heading, language and text of each block of a page below ``docs``, in order."""
    found: list[tuple[str, str, str]] = []
    heading = ""
    pattern = r"^#+ (?P<heading>[^\n]+)$|^```(?P<language>\w+)\n(?P<text>.*?)^```$"
    for match in re.finditer(pattern, (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        if match["language"]:
            found.append((heading, match["language"], match["text"]))
        else:
            heading = match["heading"]
    return found


def under(page: str, heading: str, language: str) -> list[str]:
    """The blocks of one language under a heading; at least one."""
    found = [text for where, what, text in blocks(page) if (where, what) == (heading, language)]
    assert found, f"{page} has no {language} under {heading}"
    return found
