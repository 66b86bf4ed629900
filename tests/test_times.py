"""Times of RFC 3339 are written as they can be read again, at every end of the calendar."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_notifications.times import from_rfc3339, to_rfc3339

FIRST, LAST = -62_135_596_800_000, 253_402_300_799_999


@given(st.integers(FIRST, LAST))
def test_what_is_written_can_be_read(moment: int) -> None:
    assert from_rfc3339(to_rfc3339(moment)) == moment


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (FIRST, "0001-01-01T00:00:00.000Z"),
        (LAST, "9999-12-31T23:59:59.999Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
    ],
)
def test_years_have_four_digits(moment: int, text: str) -> None:
    assert to_rfc3339(moment) == text
