"""R11: any sequence of operations leaves engine, client and model equal: the machine of the store, longer."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from ..storage import test_model
from .figures import Figures
from .plugin import Scale


@pytest.mark.parametrize("engine", ["memory", "file"])
def test_the_model_holds(scale: Scale, figures: Figures, engine: str) -> None:
    machine = {"memory": test_model.Inboxes, "file": test_model.InboxesInAFile}[engine]
    runs, steps = scale.pick((3, 20), {"memory": (250, 50), "file": (60, 50)}[engine])
    done = {"runs": 0, "steps": 0}

    class Counted(machine):  # type: ignore[valid-type,misc]
        """The same, counted."""

        def __init__(self) -> None:
            super().__init__()
            done["runs"] += 1

        @invariant()
        def count(self) -> None:
            done["steps"] += 1

    try:
        run_state_machine_as_test(
            Counted, settings=settings(test_model.short, max_examples=runs, stateful_step_count=steps)
        )
    finally:
        figures.record("R11", **{f"{engine}_{name}": count for name, count in done.items()})
    assert done["runs"] >= runs
    assert done["steps"] > done["runs"]
