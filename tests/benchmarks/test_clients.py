"""The clients of the benchmarks read answers and frames right, however they are cut."""

from __future__ import annotations

import pytest

from benchmarks.bare_loop import frame
from benchmarks.caller import Answer, split
from benchmarks.load import Outcome
from benchmarks.posting import all_taken
from benchmarks.sockets import frames

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\n\r\nhello"
NO_CONTENT = b"HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n"


def test_an_answer_is_taken_when_it_is_whole() -> None:
    for cut in range(len(OK)):
        assert split(OK[:cut]) is None
    assert split(OK + b"HTTP/1.1") == (Answer(200, b"hello"), len(OK))
    assert split(NO_CONTENT + OK) == (Answer(204, b""), len(NO_CONTENT))


@pytest.mark.parametrize("length", [0, 1, 125, 126, 127, 65535])
def test_frames_are_found_wherever_they_are_cut(length: int) -> None:
    stream = frame(b"a" * length) + frame(b"last")
    for cut in {0, 1, 2, 3, 4, 5, length, length + 3, len(stream)}:
        first, rest = frames(stream[:cut])
        later, left = frames(stream[rest:])
        assert len(first) + len(later) == 2
        assert left == len(stream) - rest
    found, _ = frames(stream)
    assert [(opcode, stream[start:end]) for opcode, start, end in found] == [
        (1, b"a" * length),
        (1, b"last"),
    ]


def test_a_long_frame_and_a_ping() -> None:
    long = bytes([0x81, 127]) + (70_000).to_bytes(8, "big") + b"b" * 70_000
    found, rest = frames(long + bytes([0x89, 2]) + b"hi" + bytes([0x81]))
    assert [opcode for opcode, _, _ in found] == [1, 9]
    assert rest == len(long) + 4


def test_another_status_is_not_counted_but_raised() -> None:
    outcome = Outcome()
    outcome.statuses.update({204: 7})
    assert outcome.count(204) == 7
    outcome.statuses.update({429: 1})
    with pytest.raises(RuntimeError, match="429"):
        outcome.count(204)


def test_a_batch_that_was_taken_in_part_is_not_taken() -> None:
    good = b",".join([b'{"status":204,"id":"x"}'] * 100)
    all_taken(Answer(200, good))
    with pytest.raises(RuntimeError, match="not taken whole"):
        all_taken(Answer(200, good.replace(b"204", b"429", 1)))
