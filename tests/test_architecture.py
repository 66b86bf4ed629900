"""What the picture of the architecture names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]

#: Where the picture's short names are meant to be.
PLACES = (
    "",
    "jupyter_notifications",
    "jupyter_notifications/services/notifications",
    "jupyter_notifications/services/events",
    "jupyter_notifications/sources/kernels",
    "jupyter_notifications/storage/sqlite",
    "packages",
    "packages/core/src",
    "packages/ui-components/src",
    *(
        f"packages/ui-components/src/{part}"
        for part in ("app", "attention", "badge", "card", "center", "model")
    ),
)


def test_every_file_that_is_named_exists() -> None:
    text = (ROOT / "docs" / "developers" / "architecture.md").read_text("utf-8")
    named = set(re.findall(r"[\w./-]+\.(?:py|tsx?|yaml|cjs|toml)\b", text))
    assert len(named) > 25
    missing = [name for name in named if not any((ROOT / place / name).is_file() for place in PLACES)]
    assert missing == []
