"""The fault harness itself, in small: two seeds with a few networks each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from benchmarks import faults
from benchmarks.fault_chats import Shown
from benchmarks.fault_outcome import OPENS, Outcome, judge_conversation
from benchmarks.fault_worker import LINE, OURS
from tests.postgres import PostgresServer


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server of its own: the harness takes it down again and again."""
    faults.preload(OURS)
    with faults.postgres() as found:
        yield found


@pytest.mark.parametrize(
    ("chat", "seed"),
    [("slack", 1), pytest.param("slack", 3, marks=pytest.mark.long), pytest.param("teams", 1, marks=pytest.mark.long)],
)
async def test_nothing_is_lost_or_doubled_under_fire(server: PostgresServer, chat: str, seed: int) -> None:
    outcome = await faults.run_seed(seed, server, networks=3, chat=chat)
    assert outcome.kills > 6
    assert outcome.restarts == 2
    assert outcome.faults > 3
    assert outcome.messages >= 3 * (1 + 8 + faults.LINES + faults.DIRECT_LINES)
    assert outcome.clean, outcome
    assert chat == "teams" or not outcome.plain + outcome.healed


def _message(delivery_id: str, text: str = "opened", at: float = OPENS.timestamp()) -> Shown:
    return Shown(delivery_id, text, at, proves=None if text.startswith("line") else 0)


KINDS = {"a": "assessments.opened", "l0": LINE, "l1": LINE}
WHOLE = [_message("l0", "line 0"), _message("a"), _message("l1", "line 1")]
TRIES = {"a": 2, "l1": 2}
"""What the bot was in doubt about: the opening and the second line."""


@pytest.mark.parametrize(
    ("messages", "wrong", "reason"),
    [
        (WHOLE, {}, "all is there"),
        (WHOLE[:2], {"lost": 1}, "a line is missing"),
        (WHOLE[::2], {"lost": 1}, "the opening is missing"),
        ([*WHOLE, WHOLE[1]], {"twice": 1}, "the opening came twice, and no click healed that"),
        ([*WHOLE, WHOLE[2]], {"plain": 1}, "a line came twice that was in doubt"),
        ([*WHOLE, WHOLE[2], WHOLE[2]], {"plain": 1, "twice": 1}, "more often than the bot tried"),
        ([WHOLE[0], *WHOLE], {"twice": 1}, "a line came twice that was never in doubt"),
        ([*WHOLE, _message("", "something")], {"twice": 1}, "nobody knows what that is"),
        (WHOLE[::-1], {"out_of_order": 1}, "the lines are the wrong way round"),
        ([WHOLE[0], _message("a", at=1.0), WHOLE[2]], {"out_of_order": 1}, "it opened before its time"),
    ],
)
def test_the_judge_sees_what_is_wrong(messages: list[Shown], wrong: dict[str, int], reason: str) -> None:
    outcome = Outcome(1)
    judge_conversation(messages, KINDS, TRIES, ("assessments.opened", 2), outcome)
    found = {name: getattr(outcome, name) for name in ("lost", "twice", "plain", "out_of_order")}
    assert Counter(found) == Counter(wrong), reason
    assert outcome.clean is (not wrong or wrong.keys() == {"plain"})
