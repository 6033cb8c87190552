"""Whether anybody can be certain of somebody's answer, of everything that was told of a question over time.

A *world* is how people may have answered: for each group of those who were asked the same times, how many would choose
each level. What was told fits a world where some of those who were asked can have answered so that just that was told.
Nobody is certain of a person's answer as long as worlds that fit differ in it: people of a group are alike, so it is
enough to look at groups, and at what one of each group knows of themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import and_

from domain.disclosure import Counts
from domain.fitting_worlds import Setting, Solver, World, added_up, every_world, is_possible, some_worlds
from domain.telling import Told, one_less


class Watch:
    """Whether nobody can be certain of another's answer, whatever is told now, and whoever asks."""

    def __init__(self, setting: Setting, solver: Solver) -> None:
        self._setting, self._solver = setting, solver
        every = every_world(setting)
        self._some = every is None
        self._views = self._look(some_worlds(setting, solver) if every is None else every)

    def is_safe(self, told: Told) -> bool:
        """Whether it is, as far as that is seen at once."""
        return all(view.is_safe(told) for view in self._views)

    def is_safe_after_all(self, told: Told) -> bool:
        """The same, with worlds looked for that fit just this where it is not seen at once."""
        if self.is_safe(told):
            return True
        if not self._some:
            return False
        if not is_possible(self._setting, told, self._solver):
            return True
        return all(view.is_safe(told) for view in self._look(some_worlds(self._setting, self._solver, told)))

    def is_likely(self, told: Told) -> bool:
        """Whether it can come out where everybody answers as before; of many worlds, in one of those looked at."""
        return self._views[0].can_come_out(told)

    def _look(self, pool: Sequence[World]) -> list[_View]:
        insiders = (None, *range(len(self._setting.sizes)))
        return [_View(self._setting, each, _without(pool, each), some=self._some) for each in insiders]


class _View:
    """Worlds of the others, as somebody of a group sees them, or as somebody sees them who was never asked.

    Sets of worlds are the bits of a number. some: these are not all worlds there are. Then only those count that fit
    whatever one answered oneself, and where none is left that is no proof that nothing fits.
    """

    def __init__(self, setting: Setting, insider: int | None, worlds: Sequence[World], *, some: bool = False) -> None:
        self._setting, self._some, self._levels = setting, some, setting.levels
        self._mine = () if insider is None else setting.times[insider]
        self._all = (1 << len(worlds)) - 1
        self._targets = [group for group in setting.targets if setting.sizes[group] > (group == insider)]
        self._holds = {
            (group, level): _bits(world[group][level] > 0 for world in worlds)
            for group in self._targets
            for level in self._levels
        }
        self._at_least = [_at_least(worlds, groups, setting) for groups in setting.asked]
        self._fitted: dict[tuple[int, int], tuple[tuple[Counts, ...], int]] = {}

        ways = [self._ways(number, told) for number, told in enumerate(setting.told)]
        self._before = self._together(ways)
        self._without = [self._together(ways[:number] + ways[number + 1 :]) for number in range(len(ways))]

    def is_safe(self, told: Told) -> bool:
        """Whether nobody is pinned where this is told now."""
        new = len(self._setting.told)
        if self._setting.promised[new] and self._pins(new, told, self._before):
            return False
        now = self._ways(new, told)
        return not any(
            self._setting.promised[number] and self._pins(number, earlier, self._both(self._without[number], now))
            for number, earlier in enumerate(self._setting.told)
        )

    def can_come_out(self, told: Told) -> bool:
        now = self._ways(len(self._setting.told), told)
        return any(self._both(self._before, now) - {0})

    def _ways(self, number: int, told: Told) -> set[int]:
        """For each way of having answered oneself, the worlds that fit; or those that fit all of these."""
        possible = [told.needs(own) for own in self._own(number)]
        fitting = [self._fitting(number, needs) for needs in possible if needs]
        return {reduce(and_, fitting, self._all)} if self._some else set(fitting) - {0}

    def _together(self, ways: Sequence[set[int]]) -> set[int]:
        """The worlds that fit all that was told, for each way of having answered oneself over time."""
        return reduce(self._both, ways, {self._all})

    def _both(self, first: set[int], second: set[int]) -> set[int]:
        found = {one & other for one in first for other in second}
        return found if self._some else found - {0}

    def _pins(self, number: int, told: Told, others: set[int]) -> bool:
        """Whether somebody who answered that time is pinned. others: worlds that fit all that was told otherwise."""
        for own in self._own(number):
            needs = told.needs(own)
            if not needs:
                continue  # nobody can have answered that
            fits = self._fitting(number, needs)
            left = {worlds & fits for worlds in others}
            if self._some and 0 in left:
                return True
            # Whoever is asked about has to be among those who answered then, at each of two levels.
            among = [self._fitting(number, told.needs(own, level)) for level in self._levels]
            for group in self._targets:
                if number not in self._setting.times[group]:
                    continue
                possible = [at_level & self._holds[group, level] for level, at_level in enumerate(among)]
                if any(sum(1 for level in possible if level & worlds) == 1 for worlds in left):
                    return True
        return False

    def _own(self, number: int) -> tuple[int | None, ...]:
        """What one may have answered oneself: nothing, or a level, counted from 0."""
        return (None, *self._levels) if number in self._mine else (None,)

    def _fitting(self, number: int, needs: tuple[Counts, ...]) -> int:
        """The worlds with enough people at each level among those who were asked, for one of the needs."""
        key = number, id(needs)
        if key not in self._fitted:
            self._fitted[key] = needs, self._worlds_for(number, needs)  # kept, so that its id stays its own
        return self._fitted[key][1]

    def _worlds_for(self, number: int, needs: Sequence[Counts]) -> int:
        found, at_least = 0, self._at_least[number]
        for need in needs:
            worlds = self._all
            for level, count in enumerate(need):
                if count:
                    worlds &= at_least[level][count] if count < len(at_least[level]) else 0
                    if not worlds:
                        break
            found |= worlds
        return found


def _at_least(worlds: Sequence[World], groups: Sequence[int], setting: Setting) -> list[list[int]]:
    """For each level and number, the worlds with at least so many people of the groups at that level."""
    most = sum(setting.sizes[group] for group in groups)
    there = [added_up(world, groups, len(setting.levels)) for world in worlds]
    return [[_bits(each[level] >= count for each in there) for count in range(most + 1)] for level in setting.levels]


def _without(pool: Sequence[World], insider: int | None) -> list[World]:
    """The same worlds without one of that group."""
    if insider is None:
        return list(pool)
    found = dict.fromkeys(
        (*world[:insider], one_less(world[insider], level), *world[insider + 1 :])
        for world in pool
        for level, count in enumerate(world[insider])
        if count
    )
    return list(found)


def _bits(flags: Iterable[bool]) -> int:
    return int("".join("1" if flag else "0" for flag in flags)[::-1] or "0", 2)
