from dataclasses import replace

import pytest

from domain.instrument import Fate, ItemChange
from domain.lineage import Lineage, Stage, ended_items, lineage
from tests.domain.test_instrument import SMALL

MERGED = ItemChange("2", Fate.MERGED, ("openness", "candour"), ("honesty",))
SPLIT = ItemChange("3", Fate.SPLIT, ("honesty",), ("trust", "challenge"))
REMOVED = ItemChange("4", Fate.REMOVED, ("visits",))
OURS = replace(SMALL, version="4", history=(MERGED, SPLIT, REMOVED))


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("focus", Lineage("focus", (Stage(("focus",)),))),
        ("never-heard-of", Lineage("never-heard-of", (Stage(("never-heard-of",)),))),
        ("visits", Lineage("visits", (Stage(("visits",)),), REMOVED)),
        ("honesty", Lineage("honesty", (Stage(("honesty",)), Stage(("openness", "candour"), MERGED)), SPLIT)),
        (
            "trust",
            Lineage("trust", (Stage(("trust",)), Stage(("honesty",), SPLIT), Stage(("openness", "candour"), MERGED))),
        ),
        ("candour", Lineage("candour", (Stage(("candour",)),), MERGED)),
    ],
)
def test_an_item_knows_what_it_came_from_and_what_became_of_it(key: str, found: Lineage) -> None:
    assert lineage(OURS, key) == found


def test_all_that_ended_is_known() -> None:
    assert ended_items(OURS) == ("openness", "candour", "honesty", "visits")
    assert lineage(OURS, "trust").earlier_keys == ("honesty", "openness", "candour")
