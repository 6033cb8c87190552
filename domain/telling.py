"""What can be told of a question, as the counts of answers that would all be told so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from operator import ge

from domain.disclosure import Counts

Bound = tuple[Counts, int, int]
"""How many times each level counts, and the least and the most that this comes to."""


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
                counts if own is None else one_less(counts, own) for counts in self.alike if own is None or counts[own]
            )
            self._needs[own, about] = _least(counts for counts in rest if about is None or counts[about])
        return self._needs[own, about]


def any_own(told: Told) -> tuple[Counts, ...]:
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


def covers(there: Counts, need: Counts) -> bool:
    """Whether there are as many at each level as are needed."""
    return all(map(ge, there, need))


def _least(vectors: Iterable[Counts]) -> tuple[Counts, ...]:
    """Those that cover none of the others; a few that do may be left, which changes nothing but the time."""
    every = set(vectors)

    def covers_another(vector: Counts) -> bool:
        fewer = [one_less(vector, level) for level, count in enumerate(vector) if count]
        return any(one in every for one in fewer) or any(
            one_less(one, level) in every for one in fewer for level, count in enumerate(one) if count
        )

    return tuple(sorted(vector for vector in every if not covers_another(vector)))


def one_less(vector: Counts, level: int) -> Counts:
    """The same without one at that level."""
    return (*vector[:level], vector[level] - 1, *vector[level + 1 :])
