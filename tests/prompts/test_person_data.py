"""What the bot knows of a person, as they read it."""

from __future__ import annotations

from facts.person_data import HeldRows, MyData
from prompts.person_data import mine_message
from storage.holdings import HELD_BACK, HOLDINGS
from tests.prompts.golden import check_golden


def test_somebody_reads_how_much_is_known_of_them_and_whom_to_ask() -> None:
    every = [HeldRows(one.table, 1, 2) for one in HOLDINGS if one.table not in HELD_BACK]
    check_golden("person_data/mine", mine_message(MyData(every, ("pboss000000000001",))))
    check_golden("person_data/mine_nothing", mine_message(MyData([])))
