"""The moments at which the bot asks a network's question of the week by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from domain.calendar import Term, local_day, local_moment, monday_of
from domain.pulses import CLOSING_TIME, FIRST_WEEK, closing_moment, day_of_week
from prompts.catalog import say
from services.context import NetworkContext
from services.schedule import Due
from storage.models import Network
from storage.models.pulses import Pulse

WEEKLY = "pulses.weekly"


def asks_by_itself(network: Network) -> bool:
    """Whether a question of the week is wanted: now, or from a day on that is fixed."""
    return network.weekly_pulse or network.pulse_resumes_on is not None


def is_wanted(network_ctx: NetworkContext, slot: Due) -> bool:
    """Whether the week's question is wanted at that moment: it may be paused until a day."""
    network = network_ctx.network
    resumes = network.pulse_resumes_on
    return network.weekly_pulse or (resumes is not None and local_day(slot.at, network_ctx.zone) >= resumes)


def weekly_slots(network_ctx: NetworkContext, terms: Sequence[Term], asked: Sequence[Pulse]) -> Iterator[Due]:
    """Every week's question of these terms.

    Where one of `asked` is open over the week's day, it waits until that one has closed, as long as the week has
    days left. One that was withdrawn counts up to its last day: nobody who takes one back gets the next at once.
    """
    calendar, zone, posting_time = network_ctx.calendar, network_ctx.zone, network_ctx.network.posting_time
    for term in terms:
        for week in range(FIRST_WEEK, calendar.weeks_in(term) + 1):
            if network_ctx.network.pulse_fortnightly and week % 2:
                continue
            day = day_of_week(calendar, term, week)
            if day is None:
                continue
            friday = calendar.monday_of_week(term, week) + timedelta(days=4)
            for pulse in asked:
                until = pulse.closed_at or pulse.closes_at
                closes = local_day(until, zone)
                after = closes + timedelta(days=1)
                if local_moment(day, posting_time, zone) <= until and monday_of(closes) == monday_of(day):
                    later = (after + timedelta(days=n) for n in range((friday - after).days + 1))
                    day = next((d for d in later if calendar.is_school_day(d)), day)
            if closing_moment(local_moment(day, posting_time, zone), calendar, zone) is None:
                continue  # the term ends before people could answer
            yield Due(
                WEEKLY,
                f"{term.key}-W{week:02d}",
                local_moment(day, posting_time, zone),
                local_moment(friday, CLOSING_TIME, zone),
                str(say("pulses.agenda_weekly", week=week)),
            )
