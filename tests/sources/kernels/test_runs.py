"""What counts as one run, and how it ended: by sequences of what kernels say."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_notifications.sources.kernels.runs import Failure, Run, Runs

PAUSE = 1.0
ERROR = Failure("ValueError", "no")


class Kernel:
    """Says what a kernel says, at times that the test gives."""

    def __init__(self) -> None:
        self.runs = Runs(PAUSE)
        self.sent = 0

    def execute(
        self, start: float, end: float, *, error: Failure | None = None, cell: bool = True, shell: str = ""
    ) -> str:
        """One request, whole."""
        request = self.begin(start, cell=cell, shell=shell)
        if error is not None:
            self.runs.failed(request, error)
        self.runs.idle(request, end)
        return request

    def begin(self, start: float, *, cell: bool = True, shell: str = "") -> str:
        """One request that is not answered yet."""
        self.sent += 1
        request = f"request-{self.sent}"
        self.runs.busy(request, start, shell)
        if cell:
            self.runs.cell(request, start + 0.01, shell)
        return request

    def end(self) -> Run:
        """The run, which must be over in due time."""
        due = self.runs.due
        assert due is not None
        assert self.runs.take(due - 0.001) is None
        run = self.runs.take(due)
        assert run is not None
        assert self.runs.since is None
        return run


@pytest.fixture
def kernel() -> Kernel:
    """A kernel that has not said anything."""
    return Kernel()


def test_one_cell(kernel: Kernel) -> None:
    request = kernel.execute(10, 52)
    assert kernel.runs.due == 53
    assert kernel.end() == Run(10, 52, 1, request, "finished")


def test_what_was_queued_is_one_run(kernel: Kernel) -> None:
    kernel.execute(0, 3)
    kernel.execute(3.001, 4)
    last = kernel.execute(4.9, 9)
    run = kernel.end()
    assert (run.started, run.ended, run.cells, run.last, run.outcome) == (0, 9, 3, last, "finished")
    assert run.seconds == 9


def test_what_is_begun_later_is_another(kernel: Kernel) -> None:
    kernel.execute(0, 3)
    assert kernel.end().seconds == 3
    kernel.execute(5, 6)
    assert kernel.end().started == 5


def test_a_run_that_goes_on_is_not_over(kernel: Kernel) -> None:
    kernel.begin(0)
    assert kernel.runs.due is None
    assert kernel.runs.take(1e9) is None
    assert kernel.runs.since == 0


def test_what_is_silent_is_no_run(kernel: Kernel) -> None:
    kernel.execute(0, 60, cell=False)
    assert kernel.runs.due is None
    assert kernel.runs.since is None
    # Nor a part of one, which it may follow and precede.
    kernel.execute(60.1, 61)
    kernel.execute(61.1, 90, cell=False)
    run = kernel.end()
    assert (run.started, run.ended, run.cells) == (60.1, 61, 1)


def test_an_error_keeps_the_rest_from_being_executed(kernel: Kernel) -> None:
    kernel.execute(0, 1)
    failing = kernel.execute(1, 40, error=ERROR)
    # The kernel answers these without executing them, which looks like something silent.
    kernel.execute(40, 40, cell=False)
    kernel.execute(40, 40.1, cell=False)
    run = kernel.end()
    assert (run.outcome, run.failure, run.cells, run.last, run.ended) == ("failed", ERROR, 2, failing, 40)


def test_an_error_on_the_way_is_none_of_the_run(kernel: Kernel) -> None:
    kernel.execute(0, 1, error=ERROR)
    kernel.execute(1, 2, error=Failure("TypeError", "later"))
    kernel.execute(2, 40)
    run = kernel.end()
    assert (run.outcome, run.failure, run.passed) == ("finished", None, ERROR)


@pytest.mark.parametrize("name", ["KeyboardInterrupt", "InterruptException"])
def test_an_interrupt_by_its_name(kernel: Kernel, name: str) -> None:
    kernel.execute(0, 40, error=Failure(name, ""))
    assert kernel.end().outcome == "interrupted"


def test_an_interrupt_without_an_error(kernel: Kernel) -> None:
    request = kernel.begin(0)
    kernel.runs.interrupted()
    kernel.runs.idle(request, 40)
    assert kernel.end().outcome == "interrupted"


def test_an_interrupt_that_is_told_late(kernel: Kernel) -> None:
    kernel.execute(0, 40, error=Failure("an error of its own", ""))
    kernel.runs.interrupted()
    assert kernel.end().outcome == "interrupted"


def test_an_interrupt_that_the_code_caught(kernel: Kernel) -> None:
    request = kernel.begin(0)
    kernel.runs.interrupted()
    kernel.runs.idle(request, 1)
    kernel.execute(1, 40)
    assert kernel.end().outcome == "finished"


def test_an_interrupt_of_nothing(kernel: Kernel) -> None:
    kernel.runs.interrupted()
    kernel.execute(0, 40)
    assert kernel.end().outcome == "finished"


def test_messages_that_were_lost(kernel: Kernel) -> None:
    # The first was taken up unheard, the second never heard to end.
    kernel.runs.cell("unheard", 5)
    kernel.runs.idle("unheard", 6)
    kernel.begin(6)
    kernel.execute(7, 8)
    run = kernel.end()
    assert (run.started, run.ended, run.cells) == (5, 8, 3)
    # What belongs to nothing begins nothing.
    kernel.runs.failed("unknown", ERROR)
    kernel.runs.idle("unknown", 9)
    assert kernel.runs.due is None


def test_shells_work_side_by_side(kernel: Kernel) -> None:
    slow = kernel.begin(0)
    kernel.execute(1, 2, shell="another")
    assert kernel.runs.due is None
    kernel.runs.failed(slow, ERROR)
    kernel.runs.idle(slow, 40)
    run = kernel.end()
    assert (run.started, run.cells, run.passed) == (0, 2, ERROR)


def test_a_kernel_that_is_gone(kernel: Kernel) -> None:
    assert kernel.runs.lose(0) is None
    kernel.begin(0)
    lost = kernel.runs.lose(40)
    assert lost is not None
    assert (lost.outcome, lost.seconds) == ("lost", 40)
    assert kernel.runs.lose(41) is None
    kernel.execute(50, 60, error=ERROR)
    over = kernel.runs.lose(60.5)
    assert over is not None
    assert (over.outcome, over.ended) == ("failed", 60)
    kernel.begin(70, cell=False)
    assert kernel.runs.lose(71) is None


@dataclass(frozen=True)
class Step:
    """What is sent next: after how long, and what becomes of it."""

    gap: float
    length: float
    cell: bool
    error: bool


steps = st.lists(
    st.builds(
        Step,
        gap=st.sampled_from([0.0, 0.01, 0.5, 0.99, 1.5, 30.0]),
        length=st.sampled_from([0.0, 0.1, 5.0]),
        cell=st.booleans(),
        error=st.booleans(),
    ),
    max_size=30,
)


@given(steps)
def test_runs_are_what_lies_between_pauses(sequence: list[Step]) -> None:
    kernel = Kernel()
    expected: list[list[tuple[float, float, bool]]] = [[]]
    found: list[Run] = []
    now = 0.0
    for step in sequence:
        if step.gap > PAUSE:
            expected.append([])
        now += step.gap
        over = kernel.runs.take(now)
        found += [over] if over else []
        failure = ERROR if step.error and step.cell else None
        kernel.execute(now, now + step.length, error=failure, cell=step.cell)
        if step.cell:
            expected[-1].append((now, now + step.length, step.error))
        now += step.length
    over = kernel.runs.take(now + PAUSE)
    found += [over] if over else []
    assert [(run.started, run.ended, run.cells, run.outcome) for run in found] == [
        (run[0][0], run[-1][1], len(run), "failed" if run[-1][2] else "finished") for run in expected if run
    ]
