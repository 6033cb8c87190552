"""Of whose answer somebody can be certain, by going through all there is: slow, and written to be believed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy

from domain.telling import Told

People = frozenset[str]


def pinned(releases: Sequence[tuple[People, Told]], levels: int = 4) -> list[str]:
    """Everybody whose answer somebody could be certain of, of all who may have answered.

    Goes through everybody's opinion, person by person, and through everything that one insider may have answered each
    time. Nothing is counted by groups, and no bounds are used.
    """
    people = sorted(frozenset().union(*(asked for asked, _ in releases)))
    found = set()
    for insider in (None, *people):
        others = [person for person in people if person != insider]
        minds = numpy.array(list(product(range(levels), repeat=len(others))))
        place = {person: number for number, person in enumerate(others)}
        mine = [(None, *range(levels)) if insider in asked else (None,) for asked, _ in releases]
        views = [
            {own: _view(minds[:, [place[one] for one in asked if one in place]], told, own) for own in mine[number]}
            for number, (asked, told) in enumerate(releases)
        ]
        for owns in product(*mine):
            seen = [views[number][own] for number, own in enumerate(owns)]
            fits = numpy.logical_and.reduce([each for each, _ in seen])
            for (asked, _), (_, among) in zip(releases, seen, strict=True):
                for person in asked & place.keys():
                    answer = minds[:, place[person]]
                    may = [(fits & (answer == level) & among[:, level]).any() for level in range(levels)]
                    if sum(may) == 1:
                        found.add(person)
    return sorted(found)


def _view(asked: Any, told: Told, own: int | None) -> tuple[Any, Any]:
    """Of each row of opinions: whether what was told can come out, and who can have answered then, by level."""
    there = numpy.stack([(asked == level).sum(1) for level in told.levels], 1)
    fits, among = numpy.zeros(len(asked), bool), numpy.zeros((len(asked), len(told.levels)), bool)
    for counts in told.alike:
        needed = numpy.array([count - (level == own) for level, count in enumerate(counts)])
        if needed.min() >= 0:
            enough = (there >= needed).all(1)
            fits |= enough
            among |= enough[:, None] & (needed > 0)
    return fits, among
