"""The worlds that fit what was told: how people may have answered, group by group, so that just that was told.

Of few worlds all are gone through; of many, some are looked for: nobody is pinned by fewer worlds than there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, permutations, product
from typing import Protocol

from domain.disclosure import Counts, every_count
from domain.telling import Bound, Told, any_own, covers

MOST_WORLDS, MOST_LOOKED = 6_000, 20_000
"""Up to so many worlds that fit are all gone through, where they are found by looking at so many parts; else some."""
MOST_SOME, ENOUGH, MIXTURE, MOST_AIMS = 1_500, 40, 8, 12
"""How many of them at most; how few mixtures that fit call for a solver; in how many parts worlds are mixed; and how
many worlds a solver is asked for."""
World = tuple[Counts, ...]


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


def every_world(setting: Setting) -> list[World] | None:
    """All worlds that fit what was told before, where one may have answered otherwise each time; None for too many."""
    sizes, asked = setting.sizes, setting.asked
    needs = [any_own(told) for told in setting.told]
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
                    added_up(longer, [each for each in asked[number] if each <= group], len(setting.levels)),
                    sum(sizes[each] for each in asked[number] if each > group),
                )
                for number in setting.times[group]
                if number < len(needs)
            )
            if fits and not (looked <= MOST_LOOKED and go_on(longer)):
                return False
        return True

    return found if go_on(()) else None


def some_worlds(setting: Setting, solver: Solver, told: Told | None = None) -> list[World]:
    """Worlds that fit what was told before, and `told` as well, each with its neighbours: one person elsewhere."""
    every = setting.told if told is None else [*setting.told, told]
    needs = [(setting.asked[number], each.needs(None)) for number, each in enumerate(every)]

    known: dict[tuple[int, Counts], bool] = {}  # many worlds have as many at each level, among those who were asked

    def meets(number: int, there: Counts) -> bool:
        if (number, there) not in known:
            known[number, there] = any(covers(there, option) for option in needs[number][1])
        return known[number, there]

    def fits(world: World) -> bool:
        levels = len(setting.levels)
        return all(meets(number, added_up(world, groups, levels)) for number, (groups, _) in enumerate(needs))

    found = [world for world in _mixed(setting.sizes, len(setting.levels)) if fits(world)]
    if len(found) < ENOUGH:
        demands = [Demand(setting.asked[number], each.bounds) for number, each in enumerate(every)]
        aims = product(range(len(setting.sizes)), (setting.levels[0], setting.levels[-1]))
        solved = (solver.world(setting.sizes, demands, aim) for aim in islice(aims, MOST_AIMS))
        found += [world for world in solved if world is not None and fits(world)]
    near = (world for each in found for world in _neighbours(each))
    pool = list(dict.fromkeys((*found, *(world for world in near if fits(world)))))
    return pool[:: len(pool) // MOST_SOME + 1]


def is_possible(setting: Setting, told: Told, solver: Solver) -> bool:
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


def added_up(world: World, groups: Sequence[int], levels: int) -> Counts:
    """How many of these groups together are at each level."""
    return tuple(sum(world[group][level] for group in groups) for level in range(levels))
