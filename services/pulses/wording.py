"""From a stored pulse to what a message needs of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.disclosure import Spread, spread
from domain.instrument import Instrument
from domain.policies import SCHOOL_ROLES
from domain.pulses import Answers, is_own
from domain.ratings import FISO_LEVELS, Distribution, Scale
from facts.networks import RosterChange
from facts.pulses import OpenPulse
from prompts.pulses.scales import scale_for
from services.roster_changes import changes_since
from storage import pulses as pulse_rows
from storage.models import Network
from storage.models.pulses import Pulse

A_MOMENT = timedelta(seconds=1)


async def changed_people(session: AsyncSession, network: Network, pulse: Pulse) -> list[RosterChange]:
    """Who changed the list of people between the question before, or the network's beginning, and this one."""
    before = await pulse_rows.opened_before(session, pulse)
    # What somebody set up by themselves is told like a change; an operator's network begins with its list.
    begun = network.created_at - A_MOMENT if network.self_made else network.created_at
    since = begun if before is None else before
    return await changes_since(session, network, since, pulse.opens_at, SCHOOL_ROLES)


def scale_of(instrument: Instrument, pulse: Pulse) -> Scale:
    """The levels that the question is answered on."""
    if pulse.levels and not is_own(pulse.item_key):
        return Scale(tuple(pulse.levels["names"]), tuple(pulse.levels["shorts"]))
    return scale_of_question(instrument, pulse.item_key, Answers(pulse.scale))


def scale_of_question(instrument: Instrument, item_key: str, answers: Answers) -> Scale:
    """The same of one that is not asked yet."""
    if is_own(item_key):
        return scale_for(answers)
    return next((item.scale for item in instrument.items if item.key == item_key), FISO_LEVELS)


def counted(instrument: Instrument, pulse: Pulse, counts: Mapping[int, int]) -> Distribution:
    """The answers to a question that has closed, by level."""
    scale = scale_of(instrument, pulse)
    return Distribution(tuple(counts.get(level, 0) for level in scale), scale)


def title_of(instrument: Instrument, pulse: Pulse) -> str:
    """What the question is about: an item's title, or the question itself where it is in the network's own words."""
    return f"“{pulse.question}”" if is_own(pulse.item_key) else instrument.title_of(pulse.item_key)


def spread_of(pulse: Pulse, answers: Distribution) -> Spread | None:
    """How the answers are spread, as it is told."""
    return spread(answers.counts, pulse.asked, pulse.threshold)


def open_pulse(instrument: Instrument, pulse: Pulse, zone: ZoneInfo, changes: Sequence[RosterChange] = ()) -> OpenPulse:
    """What the card and its explanation show: the question as it was asked, and the levels in words."""
    items = {item.key: item for item in instrument.items}
    item, scale = items.get(pulse.item_key), scale_of(instrument, pulse)
    levels = tuple((level.label, item.descriptor(level)) for level in scale) if item else ()
    return OpenPulse(
        pulse_id=pulse.id,
        title=title_of(instrument, pulse),
        question=pulse.question,
        closes=local_day(pulse.closes_at, zone),
        threshold=pulse.threshold,
        scale=scale,
        levels=levels,
        asked=pulse.asked,
        changes=changes,
        own=is_own(pulse.item_key),
        comments=pulse.comments,
    )
