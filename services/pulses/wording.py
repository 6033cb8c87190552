"""From a stored pulse to what a message needs of it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from domain.calendar import local_day
from domain.instrument import Instrument
from domain.ratings import Level
from facts.pulses import OpenPulse
from storage.models import Pulse


def open_pulse(instrument: Instrument, pulse: Pulse, zone: ZoneInfo) -> OpenPulse:
    """What the card and its explanation show: the question as it was asked, and the levels in words."""
    items = {item.key: item for item in instrument.items}
    item = items.get(pulse.item_key)
    levels = tuple((level.label, item.descriptor(level)) for level in Level) if item else ()
    return OpenPulse(
        pulse_id=pulse.id,
        title=instrument.title_of(pulse.item_key),
        question=pulse.question,
        closes=local_day(pulse.closes_at, zone),
        threshold=pulse.threshold,
        levels=levels,
    )
