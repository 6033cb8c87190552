"""Who hears of a running round as its school's new principal: nobody who has led the school all along."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.peer_reviews.successors import knows_it
from storage.models import Membership

APPROVED, NOW = datetime(2026, 5, 4, tzinfo=UTC), datetime(2026, 5, 20, tzinfo=UTC)
BEFORE, SINCE = datetime(2026, 1, 28, tzinfo=UTC), datetime(2026, 5, 11, tzinfo=UTC)


def held(
    person: str, role: str, since: datetime, until: datetime | None = None, *, at_school: datetime | None = None
) -> Membership:
    return Membership(person_id=person, role=role, since=since, until=until, school_since=at_school)


@pytest.mark.parametrize(
    ("others", "knows"),
    [
        pytest.param([], False, id="comes to a school that nobody led"),
        pytest.param([held("P-OLD", "member", BEFORE, NOW)], False, id="follows another"),
        pytest.param([held("P-NEW", "member", BEFORE)], True, id="is given a second role"),
        pytest.param([held("P-NEW", "executive", BEFORE, NOW)], True, id="has one role instead of another"),
        pytest.param([held("P-NEW", "member", BEFORE, SINCE)], True, id="was taken out by mistake, and imported again"),
        pytest.param([held("P-NEW", "member", BEFORE, APPROVED.replace(day=1))], False, id="comes back"),
        pytest.param([held("P-NEW", "chair", BEFORE, at_school=NOW)], False, id="led the network, and no school"),
        pytest.param([held("P-NEW", "delegate", BEFORE, NOW)], True, id="was listed as a delegate"),
        pytest.param(
            [held("P-NEW", "delegate", BEFORE), held("P-TOO", "member", BEFORE)], True, id="a delegate leads as well"
        ),
        pytest.param(
            [held("P-NEW", "delegate", BEFORE, NOW), held("P-OLD", "member", BEFORE, SINCE)],
            False,
            id="a delegate follows the principal",
        ),
    ],
)
def test_only_somebody_new_at_the_head_of_a_school_hears_of_its_round(others: list[Membership], knows: bool) -> None:
    role = held("P-NEW", "member", NOW, at_school=BEFORE if any(o.person_id == "P-NEW" for o in others) else None)
    for number, one in enumerate([role, *others], start=1):
        one.id = number
    assert knows_it(role, [role, *others], APPROVED) is knows
