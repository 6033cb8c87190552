"""Who reviews whom: rounds of pairs, with one ring of three where the schools are odd in number, or one that rests; or
of larger rings.

Schools are known by their ids, numbers or strings. A round puts every school into one group, but for one that rests,
and all of a group have met. Everything here is deterministic: the same schools and history, the same proposal.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from domain.errors import UserError
from domain.matching import Matcher, cheapest_matching
from domain.pairing_ahead import rounds_together
from domain.pairing_clusters import cheapest_clusters, sizes_of
from domain.pairing_costs import School, Table, Wishes, legs, table_of
from domain.pairing_rounds import cheapest_round, lasting_round

Group = tuple[School, ...]
Round = Sequence[Group[School]]


class CannotPair(UserError):
    """A round that cannot be made, with a sentence for the chair."""


def propose_round(
    schools: Collection[School],
    history: Sequence[Round[School]] = (),
    apart: Collection[frozenset[School]] = frozenset(),
    wishes: Wishes[School] | None = None,
    match: Matcher = cheapest_matching,
    size: int = 2,
) -> list[Group[School]]:
    """The next round for the schools that take part, in order of id; size: of its groups, 2 for pairs, up to 7.

    A larger group stands in the order of its ring. Where a school has one visit a round at most, the host of a pair
    stands first. Where an odd school rests, it is in no group: one of those that have not had their turn (domain/
    resting.py), and of these the one with which the round, or the rounds to come, cost least.

    `history` holds earlier rounds, oldest first, also with schools that have left; `apart` are pairs
    that must not be in a group; `wishes` what else makes a good pair. While it can be, nobody meets a school again;
    after that the fewest pairs do, and those who met longest ago. Among those rounds it is the one that costs least.
    CannotPair if there are fewer than two schools, or if `apart` leaves somebody without a group.

    With nothing to choose by, an even number of schools, or one with a resting place, follows the circle plan as long
    as one of its rounds is new to everybody: a best choice round by round runs out of new pairs too early. Else the
    rounds that are left are tried out first. Joiners, leavers, pairs kept apart and odd numbers are what the matching
    is for.
    """
    members = sorted(set(schools))
    if len(members) < 2:
        raise CannotPair("peer_reviews.wrong_too_few")
    known: Wishes[School] = Wishes() if wishes is None else wishes
    table = table_of(members, history, apart, known)
    if size > 2:
        clusters = cheapest_clusters(table, sizes_of(len(members), size))
        if clusters is None:
            raise _too_many_apart()
        return sorted(tuple(members[place] for place in group) for group in clusters)
    turns = known.turns if len(members) % 2 else None
    if turns is not None:
        had = {place: turns.had[school] for place, school in enumerate(members) if school in turns.had}
        table = table.with_rest(had, {place for place, school in enumerate(members) if school in turns.spared})
    groups = _groups(table, known, history, match)
    if groups is None:
        raise _too_many_apart()
    here = [[members[place] for place in group] for group in groups if max(group) < len(members)]
    if known.hosted is not None:
        return sorted(_host_first(pair, known.hosted) for pair in here)
    return sorted(map(_ordered, here))


def _groups(
    table: Table, known: Wishes[School], history: Sequence[Round[School]], match: Matcher
) -> Sequence[tuple[int, ...]] | None:
    """The round by places of the table: pairs, with one group of three where their number is odd."""
    if known.one_way:
        return match(table.size, table.edges())
    if not table.has_wishes:
        for plan in plan_rounds(range(table.size)):
            if all(table.cost[one][other] == 0 for one, other in plan):
                return plan
    # A round of two networks stands by itself: what comes after it is for each of them.
    ahead = 0 if known.networks else rounds_together(len(history))
    return lasting_round(table, match, ahead) or cheapest_round(table, match)


def _host_first(pair: Iterable[School], hosted: Mapping[School, int]) -> Group[School]:
    """Of a pair, who has hosted less often stands first."""
    return tuple(sorted(pair, key=lambda school: (hosted.get(school, 0), school)))


def plan_rounds(schools: Collection[School]) -> list[list[Group[School]]]:
    """Rounds of pairs in which everybody meets everybody once: n − 1 for an even number n of schools.

    By the circle method: one school stays, the others move one place round it. For an odd number there
    is no such plan, because somebody is in a trio every time and meets two: the list is empty.
    """
    members = sorted(set(schools))
    if not members or len(members) % 2:
        return []
    first, *others = members
    half = len(members) // 2
    rounds: list[list[Group[School]]] = []
    for _ in range(len(members) - 1):
        circle = [first, *others]
        pairs = zip(circle[:half], reversed(circle[half:]), strict=True)
        rounds.append(sorted(_ordered(pair) for pair in pairs))
        others.append(others.pop(0))
    return rounds


def ring(group: Group[School]) -> list[tuple[School, School]]:
    """The visits of a group as (host, reviewer): a pair visits both ways, more schools go round in a ring."""
    if len(group) < 2 or len(set(group)) != len(group):
        raise ValueError(f"A group is two or more different schools, not {group}.")
    return list(zip(group, group[1:] + group[:1], strict=True))


def repeats(groups: Round[School], history: Sequence[Round[School]]) -> list[Group[School]]:
    """The pairs in these groups who met in an earlier round, for whoever approves a proposal."""
    met = _last_met(history)
    return sorted(_ordered(pair) for pair in _pairs_of(groups) if pair in met)


def last_met(groups: Round[School], history: Sequence[Round[School]]) -> list[int | None]:
    """For each group, the latest round in which two of it met, counted from 1; None where they are all new."""
    met = _last_met(history)
    return [max((met[pair] for pair in _pairs_of([group]) if pair in met), default=None) for group in groups]


def _last_met(history: Sequence[Round[School]]) -> dict[frozenset[School], int]:
    """For each pair that has met, the latest round it did so in, counted from 1."""
    return {pair: number for number, groups in enumerate(history, 1) for pair in _pairs_of(groups)}


def _pairs_of(groups: Round[School]) -> Iterator[frozenset[School]]:
    return (frozenset(pair) for group in groups for pair in legs(group))


def _ordered(group: Iterable[School]) -> Group[School]:
    return tuple(sorted(group))


def _too_many_apart() -> CannotPair:
    return CannotPair("peer_reviews.wrong_kept_apart")
