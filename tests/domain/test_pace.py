"""The bucket lets a burst go, then one call an interval, and never more than the chat's own count allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.rate_limits import TokenBucket

START = datetime(2026, 4, 20, 8, 30, tzinfo=UTC)


def _moments(pace: TokenBucket, calls: int) -> list[datetime]:
    """When so many calls go that all wait from the start."""
    now, spent, moments = START, None, []
    for _ in range(calls):
        moments.append(now)
        spent, now = pace.after_call(spent, now)
    return moments


def test_a_burst_goes_at_once_and_then_one_call_an_interval() -> None:
    moments = _moments(TokenBucket(60, 3), 5)
    assert [(m - START).total_seconds() for m in moments] == [0, 0, 0, 1, 2]


def test_an_empty_bucket_lets_calls_go_one_by_one() -> None:
    pace = TokenBucket(60, 10)
    spent, open_at = pace.after_call(pace.emptied(START), START)
    assert open_at == START + timedelta(seconds=1)
    assert pace.after_call(spent, open_at)[1] == START + timedelta(seconds=2)


@given(st.integers(1, 600), st.integers(1, 50), st.lists(st.floats(0, 30), min_size=1, max_size=120))
def test_a_bucket_counted_on_the_other_side_never_runs_over(per_minute: int, burst: int, waits: list[float]) -> None:
    pace, now, spent, level = TokenBucket(per_minute, burst), START, None, float(burst)
    last = now
    for wait in waits:
        level = min(burst, level + (now - last).total_seconds() * per_minute / 60)
        last = now
        assert level > 1 - 1e-3, "the chat would have refused this call"
        level -= 1
        spent, open_at = pace.after_call(spent, now)
        now = max(open_at, now + timedelta(seconds=wait) if wait > 15 else open_at)
