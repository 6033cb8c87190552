"""The fault harness itself, in small: two seeds with a few networks each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks import faults
from tests.postgres import PostgresServer


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server of its own: the harness takes it down again and again."""
    faults.FORKS.set_forkserver_preload(["benchmarks.fault_worker"])
    with faults.postgres() as found:
        yield found


@pytest.mark.parametrize("seed", [1, pytest.param(3, marks=pytest.mark.long)])
async def test_nothing_is_lost_or_doubled_under_fire(server: PostgresServer, seed: int) -> None:
    outcome = await faults.run_seed(seed, server, networks=3)
    assert outcome.kills > 6
    assert outcome.restarts == 2
    assert outcome.faults > 3
    assert outcome.messages >= 3 * (1 + 8 + faults.LINES + faults.DIRECT_LINES)
    assert outcome.clean, outcome


def _message(delivery_id: str, text: str = "opened", ts: float = faults.OPENS.timestamp()) -> dict[str, Any]:
    return {"text": text, "ts": str(ts), "metadata": {"event_payload": {"delivery_id": delivery_id}}}


KINDS = {"a": "assessments.opened", "l0": faults.LINE, "l1": faults.LINE}
WHOLE = [_message("l0", "line 0"), _message("a"), _message("l1", "line 1")]


@pytest.mark.parametrize(
    ("messages", "wrong", "reason"),
    [
        (WHOLE, {}, "all is there"),
        (WHOLE[:2], {"lost": 1}, "a line is missing"),
        (WHOLE[::2], {"lost": 1}, "the opening is missing"),
        ([*WHOLE, WHOLE[1]], {"twice": 1}, "the opening came twice"),
        ([*WHOLE, WHOLE[2]], {"twice": 1}, "a line came twice"),
        (WHOLE[::-1], {"out_of_order": 1}, "the lines are the wrong way round"),
        ([WHOLE[0], _message("a", ts=1.0), WHOLE[2]], {"out_of_order": 1}, "it opened before its time"),
    ],
)
def test_the_judge_sees_what_is_wrong(messages: list[dict[str, Any]], wrong: dict[str, int], reason: str) -> None:
    outcome = faults.Outcome(1)
    faults._judge_conversation(messages, KINDS, "assessments.opened", 2, outcome)
    found = {"lost": outcome.lost, "twice": outcome.twice, "out_of_order": outcome.out_of_order}
    assert Counter(found) == Counter(wrong), reason
    assert outcome.clean is (not wrong)
