"""What of pulse checks stands on a SEIL's desk: where fewer and fewer answer, by the rates that were told, and where
the question rests since too few do."""

from __future__ import annotations

from datetime import timedelta

from domain.desk import Weight, are_falling
from domain.disclosure import participation
from domain.pulses import FEW_WEEKS
from prompts.catalog import say
from prompts.desks.lines import Need
from services.desk import DeskContext, DeskPart
from storage import pulses as rows

LOOKED_BACK = timedelta(days=120)
"""About a term and its holidays: what lies further back says little about now."""


async def desk(context: DeskContext) -> DeskPart:
    """The networks in which the rate of answers to the weekly question has fallen, or that are not asked any more."""
    closed = await rows.closed_weekly(context.session, context.ids, context.now - LOOKED_BACK)
    rates: dict[int, list[float]] = {}
    for pulse in closed:
        network_ctx = context.networks[pulse.network_id]
        if pulse.status == "published" and pulse.answered is None:
            continue  # how many answered was not told
        if network_ctx.next_post(pulse.closed_at) <= context.now:
            rates.setdefault(pulse.network_id, []).append(_rate(pulse))
    newest: dict[int, list[str]] = {}
    for pulse in closed:
        newest.setdefault(pulse.network_id, []).append(pulse.status)
    resting = [
        id_
        for id_, statuses in newest.items()
        if not context.networks[id_].network.weekly_pulse and statuses[-FEW_WEEKS:] == ["withheld"] * FEW_WEEKS
    ]
    falling = [id_ for id_ in context.ids if id_ not in resting and are_falling(rates.get(id_, []))]
    needs = [Need(id_, Weight.FALLING, say("pulses.desk_resting")) for id_ in resting]
    return DeskPart(needs=[*needs, *(Need(id_, Weight.FALLING, say("pulses.desk_falling")) for id_ in falling)])


def _rate(pulse: rows.ClosedPulse) -> float:
    """The share of answers as it was told; 0 where too few answered for anything to be."""
    told = participation(pulse.answered, pulse.asked, pulse.threshold) if pulse.answered is not None else None
    return 0.0 if told is None or told.below else float(told.share.value)
