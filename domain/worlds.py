"""Whether anybody can be certain of somebody's answer, of everything that was told of a question over time.

A *world* is how people may have answered: for each group of those who were asked the same times, how many would choose
each level. What was told fits a world where some of those who were asked can have answered so that just that was told.
Nobody is certain of a person's answer as long as worlds that fit differ in it: people of a group are alike, so it is
enough to look at groups, and at what one of each group knows of themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import islice, permutations, product
from operator import and_, ge
from typing import Protocol

from domain.disclosure import Counts, every_count

MOST_WORLDS, MOST_LOOKED = 6_000, 20_000
"""Up to so many worlds that fit are all gone through, where they are found by looking at so many parts; else some."""
MOST_SOME, ENOUGH, MIXTURE, MOST_AIMS = 1_500, 40, 8, 12
"""How many of them at most; how few mixtures that fit call for a solver; in how many parts worlds are mixed; and how
many worlds a solver is asked for."""

World = tuple[Counts, ...]


Bound = tuple[Counts, int, int]
"""How many times each level counts, and the least and the most that this comes to."""


@dataclass(frozen=True)
class Demand:
    """Among the people of these groups there have to be some whose answers lie within all bounds.

    spare: one more may have answered anything.
    """

    groups: tuple[int, ...]
    bounds: tuple[Bound, ...]
    spare: bool = False


class Solver(Protocol):
    """Linear programming in whole numbers."""

    def world(self, sizes: Sequence[int], demands: Sequence[Demand], most: tuple[int, int] | None) -> World | None:
        """A world of groups of these sizes that meets all demands; None where there is none.

        most: a group and a level; as many of the group as can be are at that level.
        """


class Told:
    """Something that can be told of a question: all counts of answers that would be told so."""

    def __init__(self, alike: Iterable[Counts]) -> None:
        self.alike = tuple(alike)
        self.levels = range(len(self.alike[0]))
        self._needs: dict[tuple[int | None, int | None], tuple[Counts, ...]] = {}

    @cached_property
    def bounds(self) -> tuple[Bound, ...]:
        """Bounds that all counts which are told so lie within."""
        found = []
        for times in _directions(len(self.levels)):
            sums = [sum(one * count for one, count in zip(times, counts, strict=True)) for counts in self.alike]
            found.append((times, min(sums), max(sums)))
        return tuple(found)

    def needs(self, own: int | None, about: int | None = None) -> tuple[Counts, ...]:
        """What the others have to have answered at least, where one's own answer was `own`: one of these.

        about: one of them at this level.
        """
        if (own, about) not in self._needs:
            rest = (
                counts if own is None else _one_less(counts, own) for counts in self.alike if own is None or counts[own]
            )
            self._needs[own, about] = _least(counts for counts in rest if about is None or counts[about])
        return self._needs[own, about]


class Setting:
    """Who was asked what was told before, and who is asked now, by groups of those who were asked the same times."""

    def __init__(
        self,
        asked_before: Sequence[frozenset[str]],
        told: Sequence[Told],
        promised: Sequence[bool],
        asked: frozenset[str],
        promises: bool = True,
    ) -> None:
        sets = [*asked_before, asked]
        sizes: dict[tuple[int, ...], int] = {}
        for person in frozenset[str]().union(*sets):
            times = tuple(number for number, each in enumerate(sets) if person in each)
            sizes[times] = sizes.get(times, 0) + 1
        self.told = told
        self.levels = told[0].levels
        self.promised = (*promised, promises)
        self.times = tuple(sorted(sizes))
        self.sizes = tuple(sizes[times] for times in self.times)
        self.asked = tuple(
            tuple(group for group, times in enumerate(self.times) if number in times) for number in range(len(sets))
        )
        # Whoever rated where nothing was promised knew that theirs could be worked out.
        self.targets = tuple(
            group for group, times in enumerate(self.times) if all(self.promised[number] for number in times)
        )


class Watch:
    """Whether nobody can be certain of another's answer, whatever is told now, and whoever asks."""

    def __init__(self, setting: Setting, solver: Solver) -> None:
        self._setting, self._solver = setting, solver
        every = _every(setting)
        self._some = every is None
        self._views = self._look(_pool(setting, solver) if every is None else every)

    def is_safe(self, told: Told) -> bool:
        """Whether it is, as far as that is seen at once."""
        return all(view.is_safe(told) for view in self._views)

    def is_safe_after_all(self, told: Told) -> bool:
        """The same, with worlds looked for that fit just this where it is not seen at once."""
        if self.is_safe(told):
            return True
        if not self._some:
            return False
        if not _is_possible(self._setting, told, self._solver):
            return True
        return all(view.is_safe(told) for view in self._look(_pool(self._setting, self._solver, told)))

    def is_likely(self, told: Told) -> bool:
        """Whether it can come out where everybody answers as before; of many worlds, in one of those looked at."""
        return self._views[0].can_come_out(told)

    def _look(self, pool: Sequence[World]) -> list[_View]:
        insiders = (None, *range(len(self._setting.sizes)))
        return [_View(self._setting, each, _without(pool, each), some=self._some) for each in insiders]


# Few worlds: all of them


def _every(setting: Setting) -> list[World] | None:
    """All worlds that fit what was told before, where one may have answered otherwise each time; None for too many."""
    sizes, asked = setting.sizes, setting.asked
    needs = [_any_own(told) for told in setting.told]
    found: list[World] = []
    looked = 0

    def can_fit(number: int, there: Counts, left: int) -> bool:
        return any(
            sum(max(count - have, 0) for count, have in zip(need, there, strict=True)) <= left for need in needs[number]
        )

    def go_on(world: World) -> bool:
        """False where there are too many."""
        nonlocal looked
        looked += 1
        group = len(world)
        if group == len(sizes):
            found.append(world)
            return len(found) <= MOST_WORLDS
        for counts in every_count(sizes[group], len(setting.levels)):
            longer = (*world, counts)
            fits = all(
                can_fit(
                    number,
                    _sum(longer, [each for each in asked[number] if each <= group], len(setting.levels)),
                    sum(sizes[each] for each in asked[number] if each > group),
                )
                for number in setting.times[group]
                if number < len(needs)
            )
            if fits and not (looked <= MOST_LOOKED and go_on(longer)):
                return False
        return True

    return found if go_on(()) else None


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
    there = [_sum(world, groups, len(setting.levels)) for world in worlds]
    return [[_bits(each[level] >= count for each in there) for count in range(most + 1)] for level in setting.levels]


# Of many worlds, some: nobody is pinned by fewer worlds than there are


def _pool(setting: Setting, solver: Solver, told: Told | None = None) -> list[World]:
    """Worlds that fit what was told before, and `told` as well, each with its neighbours: one person elsewhere."""
    every = setting.told if told is None else [*setting.told, told]
    needs = [(setting.asked[number], each.needs(None)) for number, each in enumerate(every)]

    known: dict[tuple[int, Counts], bool] = {}  # many worlds have as many at each level, among those who were asked

    def meets(number: int, there: Counts) -> bool:
        if (number, there) not in known:
            known[number, there] = any(_covers(there, option) for option in needs[number][1])
        return known[number, there]

    def fits(world: World) -> bool:
        levels = len(setting.levels)
        return all(meets(number, _sum(world, groups, levels)) for number, (groups, _) in enumerate(needs))

    found = [world for world in _mixed(setting.sizes, len(setting.levels)) if fits(world)]
    if len(found) < ENOUGH:
        demands = [Demand(setting.asked[number], each.bounds) for number, each in enumerate(every)]
        aims = product(range(len(setting.sizes)), (setting.levels[0], setting.levels[-1]))
        solved = (solver.world(setting.sizes, demands, aim) for aim in islice(aims, MOST_AIMS))
        found += [world for world in solved if world is not None and fits(world)]
    near = (world for each in found for world in _neighbours(each))
    pool = list(dict.fromkeys((*found, *(world for world in near if fits(world)))))
    return pool[:: len(pool) // MOST_SOME + 1]


def _is_possible(setting: Setting, told: Told, solver: Solver) -> bool:
    """Whether that can be told at all after what was told before, where one person may have changed their mind."""
    demands = [Demand(setting.asked[n], each.bounds, spare=True) for n, each in enumerate([*setting.told, told])]
    return solver.world(setting.sizes, demands, None) is not None


def _mixed(sizes: Sequence[int], levels: int) -> Iterator[World]:
    """Worlds of all mixtures of levels, each group mixed alike as far as its size goes."""
    for mixture in every_count(MIXTURE, levels):
        for turn in range(0, MIXTURE, 2):
            order = [level for level, count in enumerate(mixture) for _ in range(count)]
            dealt, world = turn, []
            for size in sizes:
                hand = [order[(dealt + card) * 5 % MIXTURE] for card in range(size)]
                dealt += size
                world.append(tuple(hand.count(level) for level in range(levels)))
            yield tuple(world)


def _neighbours(world: World) -> Iterator[World]:
    for group, counts in enumerate(world):
        for here, there in permutations(range(len(counts)), 2):
            if counts[here]:
                moved = tuple(count - (level == here) + (level == there) for level, count in enumerate(counts))
                yield (*world[:group], moved, *world[group + 1 :])


def _without(pool: Sequence[World], insider: int | None) -> list[World]:
    """The same worlds without one of that group."""
    if insider is None:
        return list(pool)
    found = dict.fromkeys(
        (*world[:insider], _one_less(world[insider], level), *world[insider + 1 :])
        for world in pool
        for level, count in enumerate(world[insider])
        if count
    )
    return list(found)


# Counting


def _sum(world: World, groups: Sequence[int], levels: int) -> Counts:
    return tuple(sum(world[group][level] for group in groups) for level in range(levels))


def _any_own(told: Told) -> tuple[Counts, ...]:
    """What the others have to have answered at least, whatever one's own answer was."""
    return _least(need for own in (None, *told.levels) for need in told.needs(own))


def _directions(levels: int) -> Iterator[Counts]:
    """How many answers there are; which side of each level has more; whether a level has half or a third; each level.

    All that is told of a question is told by these.
    """
    yield (1,) * levels
    for split in range(1, levels):
        yield tuple(1 if level < split else -1 for level in range(levels))
    for each in range(levels):
        yield tuple(int(level == each) for level in range(levels))
        for parts in (2, 3):
            yield tuple(parts * (level == each) - 1 for level in range(levels))


def _covers(there: Counts, need: Counts) -> bool:
    return all(map(ge, there, need))


def _bits(flags: Iterable[bool]) -> int:
    return int("".join("1" if flag else "0" for flag in flags)[::-1] or "0", 2)


def _least(vectors: Iterable[Counts]) -> tuple[Counts, ...]:
    """Those that cover none of the others; a few that do may be left, which changes nothing but the time."""
    every = set(vectors)

    def covers_another(vector: Counts) -> bool:
        fewer = [_one_less(vector, level) for level, count in enumerate(vector) if count]
        return any(one in every for one in fewer) or any(
            _one_less(one, level) in every for one in fewer for level, count in enumerate(one) if count
        )

    return tuple(sorted(vector for vector in every if not covers_another(vector)))


def _one_less(vector: Counts, level: int) -> Counts:
    return (*vector[:level], vector[level] - 1, *vector[level + 1 :])
