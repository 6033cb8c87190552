"""Linear programmes: how much to take of what, so that it costs least, and what each costs beyond the best mix."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

PATIENCE: Final = 5.0
"""Seconds for one answer; where that is not enough, there is none."""


def quiet_solver(patience: float) -> Any:
    """A new HiGHS that says nothing of itself on the standard output, where logs go, and takes one thread, so that the
    same question has the same answer. patience: seconds for one answer."""
    import highspy  # read when it is first needed: a start has no use for it

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("log_to_console", False),
        ("output_flag", False),
        ("threads", 1),
        ("time_limit", patience),
    ):
        solver.setOptionValue(option, value)
    return solver


@dataclass(frozen=True)
class Mix:
    """taken: how much of each. beyond: what one more of each would add to the least cost, below 0 where more is not
    allowed. limits: for each limit, what one more of it would add."""

    taken: Sequence[float]
    beyond: Sequence[float]
    limits: Sequence[float]


class Programme:
    """Things that cost something each, of which no less than nothing is taken, within limits on sums of them."""

    def __init__(self, costs: Sequence[float], most: float | None = None) -> None:
        """most: of each; None for no limit."""
        import highspy

        self._kinds = highspy.HighsModelStatus
        self._endless = float(highspy.kHighsInf)
        self._solver = quiet_solver(PATIENCE)
        for cost in costs:
            self._solver.addCol(cost, 0.0, self._endless if most is None else most, 0, [], [])

    def limit(self, which: Sequence[int], *, least: float | None, most: float | None) -> None:
        """Between so much and so much of these together."""
        low = -self._endless if least is None else float(least)
        high = self._endless if most is None else float(most)
        self._solver.addRow(low, high, len(which), list(which), [1.0] * len(which))

    def weigh(self, which: Sequence[int], times: Sequence[float], *, least: float | None, most: float | None) -> None:
        """The same, each counted so many times."""
        low = -self._endless if least is None else float(least)
        high = self._endless if most is None else float(most)
        self._solver.addRow(low, high, len(which), list(which), list(times))

    def hold(self, which: int, *, least: float, most: float | None = None) -> None:
        """Between so much and so much of one, from now on."""
        self._solver.changeColBounds(which, least, self._endless if most is None else most)

    def solve(self) -> Mix | None:
        """The mix that costs least; None where there is none within the limits, or none was found in time."""
        self._solver.run()
        if self._solver.getModelStatus() != self._kinds.kOptimal:
            return None
        found = self._solver.getSolution()
        return Mix(list(found.col_value), list(found.col_dual), list(found.row_dual))
