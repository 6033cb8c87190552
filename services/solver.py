"""Linear programming by HiGHS, for the domain's question whether a world fits all that was told.

Loaded when it is first needed: few networks' results are so many, and so nearly alike, that counting does not do.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.fitting_worlds import Demand, World
from domain.programmes import quiet_solver

PATIENCE = 2.0
"""Seconds for one world."""


class HighsSolver:
    """See domain.fitting_worlds.Solver. Where time runs out, a world is made up that fits nothing: nobody is taken for
    safe."""

    def world(self, sizes: Sequence[int], demands: Sequence[Demand], most: tuple[int, int] | None) -> World | None:
        import highspy

        solver = quiet_solver(PATIENCE)
        levels = range(len(demands[0].bounds[0][0]))
        people = [[solver.addIntegral(lb=0, ub=size) for _ in levels] for size in sizes]
        for group, size in zip(people, sizes, strict=True):
            solver.addConstr(solver.qsum(group) == size)
        for demand in demands:
            answers = [solver.addIntegral(lb=0) for _ in levels]
            for times, least, most_of_all in demand.bounds:
                total = solver.qsum(one * answer for one, answer in zip(times, answers, strict=True) if one)
                solver.addConstr(least <= total <= most_of_all)
            spare = [solver.addIntegral(lb=0, ub=int(demand.spare)) for _ in levels]
            solver.addConstr(solver.qsum(spare) <= 1)
            for level in levels:
                there = solver.qsum(people[each][level] for each in demand.groups)
                solver.addConstr(there + spare[level] - answers[level] >= 0)
        if most is None:
            solver.solve()
        else:
            solver.maximize(people[most[0]][most[1]] * 1.0)
        match solver.getModelStatus():
            case highspy.HighsModelStatus.kOptimal:
                return tuple(tuple(round(solver.val(one)) for one in group) for group in people)
            case highspy.HighsModelStatus.kInfeasible:
                return None
            case _:
                return tuple((size, *(0 for _ in levels[1:])) for size in sizes)
