"""The cheapest round from a table of costs: pairs by one matching, and a group of three where the schools are odd.

A round taken for itself can leave the schools without new partners too early. So where few new pairs are left, the
rounds that come after it are tried out as well, until all of them bring new partners.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations, islice
from typing import Final

from domain.matching import Edge, Matcher
from domain.pairing_ahead import planned_round
from domain.pairing_costs import Table

Groups = list[tuple[int, ...]]

LOOKS_AHEAD: Final = 64
"""The largest even number of schools for which the rounds to come are tried out."""
LOOKS_AHEAD_ODD: Final = 15
"""The same for odd numbers: with more schools there are new partners enough for years."""
ATTEMPTS: Final = 40
"""How often the rounds to come are tried out, each time with other likings."""
ALL_TRIOS: Final = 9
"""Up to so many schools every group of three is tried, so that the round is the cheapest there is."""
NEAR: Final = 8
"""With more schools, a group of three is looked for among so many good partners of each school."""
MORE_TRIOS: Final = 200
"""How many more are tried where the first ones let schools meet again."""


def cheapest_round(table: Table, match: Matcher) -> Groups | None:
    """The groups that cost least, for this round alone; None if somebody cannot be in any.

    Exact for even numbers and for up to ALL_TRIOS schools. Else the group of three comes from a short list, and the
    pairs are the best for it.
    """
    if table.size % 2 == 0:
        pairs = match(table.size, table.edges())
        return None if pairs is None else [*pairs]
    return _with_trio(table, match)


def lasting_round(table: Table, match: Matcher, ahead: int = 0) -> Groups | None:
    """A round of new partners after which all rounds that can be go on bringing new partners.

    ahead: so many rounds are planned together, this one among them; 0 for none. Without that, None where there are new
    partners enough or too many schools to try it out. None where no way was found. For even numbers: until everybody
    has met everybody. For odd: nearly so.
    """
    rounds = _rounds_to_come(table)
    planned = planned_round(table, ahead, match)
    if planned is not None and (not rounds or _goes_on(table.after(planned), rounds - 1, ahead - 1, match)):
        return planned
    return _tried_out(table, rounds, match) or planned


def _goes_on(table: Table, rounds: int, ahead: int, match: Matcher) -> bool:
    """Whether so many more rounds can bring new partners; of an odd number, those that are planned together."""
    if table.size % 2 == 0:
        return not rounds or _tried_out(table, rounds, match) is not None
    for left in range(min(rounds, ahead)):
        found = planned_round(table, ahead - left, match) or cheapest_round(table, match)
        if found is None or any(table.repeat[one][other] for one, other in pairs_in(found)):
            return False
        table = table.after(found)
    return True


def _tried_out(table: Table, rounds: int, match: Matcher) -> Groups | None:
    """The first of so many rounds that all bring new partners."""
    for attempt in range(ATTEMPTS if rounds else 0):
        stirred = table.stirred(attempt, ATTEMPTS)
        first: Groups | None = None
        for _ in range(rounds):
            found = cheapest_round(stirred, match)
            if found is None or any(stirred.repeat[one][other] for one, other in pairs_in(found)):
                if not (attempt or first):
                    return None  # not even one round is new to everybody
                break
            first = first or found
            stirred = stirred.after(found)
        else:
            return first
    return None


def price_of(groups: Sequence[tuple[int, ...]], table: Table) -> int:
    """What a round costs in all; a pair that is kept apart has no price, and must not be in it."""
    pairs = sum(table.cost[group[0]][group[1]] or 0 for group in groups if len(group) == 2)
    return pairs + sum(_trio_price(group, table) for group in groups if len(group) == 3)


def pairs_in(groups: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """Every two who are in a group together."""
    return chain.from_iterable(combinations(group, 2) for group in groups)


def _rounds_to_come(table: Table) -> int:
    """How many more rounds are to bring new partners; 0 where they need not be tried out."""
    size = table.size
    new = [sum(1 for one, again in enumerate(row) if not again and one != at) for at, row in enumerate(table.repeat)]
    if size % 2:
        # A round uses up (size + 3) / 2 of the pairs, and the last of them fit no round any more.
        if size > LOOKS_AHEAD_ODD:
            return 0
        pairs, used = size * (size - 1) // 2, (size + 3) // 2
        done = (pairs - sum(new) // 2) // used
        return max(0, max(1, pairs // used - 1) - done)
    # With at least half of the others new to everybody, whatever round is taken leaves such a plan (so it is for
    # large numbers by the 1-factorisation theorem of Csaba, Kühn, Lo, Osthus and Treglown, and holds for all tried).
    if size > LOOKS_AHEAD or len(set(new)) > 1 or new[0] > size // 2 + 1:
        return 0
    return new[0]


def _with_trio(table: Table, match: Matcher) -> Groups | None:
    """The cheapest round found with a group of three and pairs."""
    size = table.size
    if size < 3:
        return None
    trios = _all_trios(table) if size <= ALL_TRIOS else _likely_trios(table, match)
    enough = len(trios) if size <= ALL_TRIOS else 8 if size <= LOOKS_AHEAD else 2
    found = [one for trio in trios[:enough] if (one := _around(trio, table, match)) is not None]
    if size > ALL_TRIOS and (not found or min(found)[0] >= table.weights.met_again):
        rest = trios[enough:] if found else chain(trios[enough:], _all_trios(table))
        for trio in islice(rest, MORE_TRIOS) if found else rest:
            one = _around(trio, table, match)
            if one is not None:
                found.append(one)
                if one[0] < table.weights.met_again:
                    break
    return min(found)[1] if found else None


def _around(trio: tuple[int, ...], table: Table, match: Matcher) -> tuple[int, Groups] | None:
    """The cheapest round with this group of three, and its price."""
    others = [school for school in range(table.size) if school not in trio]
    pairs = match(len(others), table.edges(others))
    if pairs is None:
        return None
    groups: Groups = sorted([trio, *((others[one], others[other]) for one, other in pairs)])
    return price_of(groups, table), groups


def _all_trios(table: Table) -> list[tuple[int, ...]]:
    return [
        trio
        for trio in combinations(range(table.size), 3)
        if all(table.cost[one][other] is not None for one, other in combinations(trio, 2))
    ]


def _likely_trios(table: Table, match: Matcher) -> list[tuple[int, ...]]:
    """Groups of three among schools that suit each other, the most promising first.

    One matching in which a school may stay alone says what each school costs elsewhere; a group of three is the more
    promising, the less it costs beyond that.
    """
    size, weights = table.size, table.weights
    alone: list[Edge] = [(school, size, weights.trio_again * table.trios[school]) for school in range(size)]
    elsewhere = [0] * size
    for one, other in match(size + 1, [*table.edges(), *alone]) or []:
        if other < size:
            half = (table.cost[one][other] or 0) // 2
            elsewhere[one], elsewhere[other] = half, half
    fewest = sorted(table.trios)[2]
    worth: dict[tuple[int, ...], int] = {}
    for one in range(size):
        partners = sorted(
            (price + weights.trio_again * table.trios[other], other)
            for other, price in enumerate(table.cost[one])
            if price is not None and other != one
        )
        # Those whose turn it is are looked at whether or not they are near.
        waiting = [partner for partner in partners if table.trios[partner[1]] <= fewest]
        near = {other for _, other in [*partners[:NEAR], *waiting[:NEAR]]}
        for second, third in combinations(sorted(near), 2):
            if table.cost[second][third] is None:
                continue
            # In order of place, as sorted() would have it: there are hundreds of them.
            trio = (
                (one, second, third) if one < second else (second, one, third) if one < third else (second, third, one)
            )
            if trio not in worth:
                away = elsewhere[trio[0]] + elsewhere[trio[1]] + elsewhere[trio[2]]
                worth[trio] = _trio_price(trio, table) - away
    return sorted(worth, key=lambda trio: (worth[trio], trio))


def _trio_price(trio: tuple[int, ...], table: Table) -> int:
    """What a group of three costs: meeting again counts in full, the likings by half.

    In a ring each leg is travelled by one visit, between two schools of a pair by two.
    """
    one, two, three = trio
    again = table.repeat[one][two] + table.repeat[one][three] + table.repeat[two][three]
    liking = table.liking[one][two] + table.liking[one][three] + table.liking[two][three]
    turns = table.trios[one] + table.trios[two] + table.trios[three]
    return again + liking // 2 + table.weights.trio_again * turns
