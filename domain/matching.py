"""Perfect matchings of least cost: everybody with one partner, so that the whole costs as little as it can."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import itemgetter

Edge = tuple[int, int, int]
"""Two places, the smaller first, and what it costs to match them: a whole number, not below 0."""
Matcher = Callable[[int, Sequence[Edge]], "list[tuple[int, int]] | None"]

_PRICE = itemgetter(2)


def cheapest_matching(size: int, edges: Sequence[Edge]) -> list[tuple[int, int]] | None:
    """The perfect matching of places 0 to size − 1 whose edges cost least; None if none is perfect.

    Exact, by Edmonds' blossoms; the same edges in the same order give the same matching.
    """
    import rustworkx  # read when a round is first paired: a start has no use for it

    dearest = max(map(_PRICE, edges), default=0)
    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from([(one, other, dearest - price) for one, other, price in edges])
    matching = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    if 2 * len(matching) < size:
        return None
    return sorted((min(pair), max(pair)) for pair in matching)
