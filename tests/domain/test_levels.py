"""Who may confirm the levels that a leader proposed."""

from __future__ import annotations

import pytest

from domain.levels import confirmers


@pytest.mark.parametrize(
    ("by", "chairs", "seils", "executives", "may", "why"),
    [
        ("c", ["c"], ["s"], ["e"], {"s"}, "a chair's, the SEIL"),
        ("s", ["c"], ["s"], ["e"], {"c"}, "a SEIL's, the chair"),
        ("c", ["c", "d"], ["s", "t"], [], {"s", "t"}, "either SEIL, not the other chair"),
        ("c", ["c", "d"], [], ["e"], {"d", "e"}, "without a SEIL any other leader"),
        ("s", [], ["s", "t"], ["e"], {"t", "e"}, "without a chair any other leader"),
        ("c", ["c"], ["c"], ["e"], {"e"}, "who is both confirms their own as little"),
        ("gone", ["c"], ["s"], ["e"], {"c", "s"}, "what somebody proposed who leads no more, chair or SEIL"),
        ("gone", [], [], ["e"], {"e"}, "or the executive, where there is neither"),
        ("c", ["c"], [], [], set(), "alone, nobody"),
    ],
)
def test_one_leader_confirms_what_another_proposed(
    by: str, chairs: list[str], seils: list[str], executives: list[str], may: set[str], why: str
) -> None:
    assert confirmers(by, chairs=chairs, seils=seils, executives=executives) == may, why
