"""Where pulse checks stand, for the summary: published results alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.disclosure import Participation, participation
from domain.ratings import Distribution, Level, Median
from storage import pulses as pulse_rows


@dataclass(frozen=True)
class PulseStanding:
    """One published pulse. participation: how many answered, coarsely; None where it must not be shown."""

    item_key: str
    question: str
    median: Median
    participation: Participation | None
    closed_at: datetime


async def published(session: AsyncSession, network_id: int, since: datetime | None = None) -> list[PulseStanding]:
    """The published pulses of a network, oldest first; those that closed at `since` or later, where it is given.

    An open pulse is not among them, and neither is one that too few answered: nothing of those is ever shown.
    """
    pulses = await pulse_rows.published(session, network_id, since)
    results = await pulse_rows.results(session, [pulse.id for pulse in pulses])
    found = []
    for pulse in pulses:
        counts = results.get(pulse.id, {})
        one, two, three, four = (counts.get(level, 0) for level in Level)
        distribution = Distribution((one, two, three, four))
        if distribution.median is None or pulse.closed_at is None or pulse.answered is None:
            continue
        answered = participation(pulse.answered, pulse.asked, pulse.threshold)
        found.append(PulseStanding(pulse.item_key, pulse.question, distribution.median, answered, pulse.closed_at))
    return found
