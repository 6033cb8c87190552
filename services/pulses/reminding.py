"""One reminder of an open question, to each who has not answered and wants to be reminded, in their own morning."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from domain.calendar import local_day, local_moment
from prompts.catalog import say
from prompts.message import Message
from prompts.pulses.reminders import reminder_message
from services.access import Asker
from services.context import AppContext, NetworkContext, context_of
from services.delivery.engine import Later, RenderContext, Skip
from services.delivery.outbox import post_to_people
from services.pulses.wording import open_pulse
from services.schedule import Due, OccasionContext
from storage import people as people_rows
from storage import pulses as pulse_rows
from storage.models.pulses import Pulse

REMIND, REMINDER = "pulses.remind", "pulses.reminder"
MORNING = time(8, 30)
EASTERNMOST = ZoneInfo("Pacific/Kiritimati")
"""Where a day begins first: nobody's morning comes earlier."""
ASK_FOR_SECONDS = 5.0


def reminder_of(network_ctx: NetworkContext, pulse: Pulse) -> list[Due]:
    """On the school day before the last one, where the network has reminders; none on the day it was asked."""
    if not network_ctx.network.pulse_reminds:
        return []
    closes = local_day(pulse.closes_at, network_ctx.zone)
    day = network_ctx.calendar.previous_school_day(closes)
    if day <= local_day(pulse.opens_at, network_ctx.zone):
        return []
    at = local_moment(day, MORNING, EASTERNMOST)
    what = str(say("pulses.agenda_remind"))
    return [Due(REMIND, f"pulse-{pulse.id}", at, pulse.closes_at, what, {"pulse": pulse.id, "day": day.isoformat()})]


async def fire_remind(occasion: OccasionContext) -> Skip | None:
    """A row for everybody who was asked, since a row for some would tell who has answered: see the announcement."""
    session, network = occasion.session, occasion.network_ctx.network
    pulse = await pulse_rows.to_close(session, network.id, int(occasion.due.data["pulse"]))
    if pulse is None or pulse.status != "open" or not network.pulse_reminds:
        return Skip("the question is closed, or reminders are switched off")
    asked = await pulse_rows.asked_people(session, pulse)
    wanted = await people_rows.who_wants_reminders(session, network.workspace_id, sorted(asked or ()))
    payload = {"pulse": pulse.id, "day": occasion.due.data["day"]}
    for person in wanted:
        post_to_people(session, network, REMINDER, payload, [person], now=occasion.now, expires_at=pulse.closes_at)
    return None


async def say_reminder(context: RenderContext) -> Message | Skip:
    """The question once more, to somebody who has not answered; not before their own morning. Raises Later.

    Whether they have answered is looked at last: whoever reads the outbox must not see it from when a row was done.
    """
    pulse = await pulse_rows.by_id(context.session, context.delivery.workspace_id, context.id("pulse"))
    if pulse is None or pulse.status != "open" or context.now >= pulse.closes_at:
        return Skip("the question is closed")
    network_ctx = await context_of(context.app, context.session, pulse.workspace_id, pulse.network_id)
    [person] = context.delivery.people
    said = await context.app.profiles.of(pulse.workspace_id, [person], context.now, seconds=ASK_FOR_SECONDS)
    day = date.fromisoformat(str(context.delivery.payload["day"]))
    zone = said[person].zone if person in said else ""
    morning = morning_of(day, zone, network_ctx, pulse.closes_at)
    if context.now < morning:
        raise Later(morning)
    if not await people_rows.who_wants_reminders(context.session, pulse.workspace_id, [person]):
        return Skip("reminders are not wanted")
    if await pulse_rows.has_answered(context.session, pulse, person):
        return Skip("answered")
    return reminder_message(open_pulse(context.app.instrument_of(pulse.instrument_key), pulse, network_ctx.zone))


def morning_of(day: date, zone: str, network_ctx: NetworkContext, closes_at: datetime) -> datetime:
    """Half past eight on that day where the person is; at the network's hour where that is not known, or too late."""
    own = local_moment(day, MORNING, ZoneInfo(zone)) if zone in available_timezones() else None
    if own is not None and own <= closes_at - A_WHILE:
        return own
    return local_moment(day, network_ctx.network.posting_time, network_ctx.zone)


A_WHILE = timedelta(hours=4)
"""How long before the close a reminder still makes sense."""


class PulseReminders:
    """Whether somebody wants to be reminded, which is theirs alone to say."""

    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def wanted(self, asker: Asker) -> bool:
        async with self._app.database.read() as session:
            return bool(await people_rows.who_wants_reminders(session, asker.workspace_id, [asker.user_id]))

    async def switch(self, asker: Asker, on: bool, now: datetime) -> bool:
        """Switch them on or off, everywhere; returns which."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            await people_rows.want_reminders(session, asker.workspace_id, asker.user_id, on)
            return on
