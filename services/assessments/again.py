"""Asking the leaders to rate again what their ratings were far apart on."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.assessments import FEWEST_RATERS
from domain.calendar import UnknownDate, in_words, local_day
from domain.errors import Gone, Invalid
from domain.policies import can_open_assessment
from domain.second_pass import proposed_closing
from facts.assessments import AskAgain
from prompts.assessments.names import AssessmentsField
from prompts.wording import day, zoned_day_and_time
from services.access import Asker, actor_of, require
from services.assessments.agreeing import told_results
from services.assessments.opening import require_school_day
from services.assessments.rounds import named
from services.assessments.second_pass import last_day, open_pass, raters_again
from services.assessments.standing import standing_of
from services.audit import record
from services.context import AppContext, NetworkContext, context_of
from storage import assessments as rows
from storage import networks as network_rows
from storage import second_passes as pass_rows
from storage.models.assessments import AssessmentRound


class AgainService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def asking(self, asker: Asker, network_id: int, instrument: str, now: datetime) -> AskAgain:
        """What asking to rate again would do. Raises Gone where that cannot be, with the reason."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            require(can_open_assessment(actor, network_id))
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            found = await told_results(session, network_ctx, instrument, now)
            return await _asking(session, network_ctx, found, now)

    async def ask(self, asker: Asker, round_id: int, closes_on: date, now: datetime) -> AskAgain:
        """Ask the raters to rate again, until 5 pm of that day. Raises Gone, or Invalid where the day does not fit."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found = await rows.round_of(session, asker.workspace_id, round_id)
            actor = await actor_of(self._app, session, asker)
            require(can_open_assessment(actor, found.network_id))
            await network_rows.lock(session, asker.workspace_id, found.network_id)
            network_ctx = await context_of(self._app, session, asker.workspace_id, found.network_id)
            if (await told_results(session, network_ctx, found.instrument_key, now)).id != found.id:
                raise Gone("assessments.results_old")
            asking = await _asking(session, network_ctx, found, now)
            _check_day(network_ctx, closes_on, asking.latest, now)
            await open_pass(session, network_ctx, found, [item.key for item in asking.items], closes_on, now)
            details = {"half_year": found.half_year, "items": [item.key for item in asking.items]}
            name = network_ctx.network.name
            await record(session, found.workspace_id, asker.user_id, "assessments.asked_again", name, details, now=now)
            return asking


async def may_ask_again(
    session: AsyncSession, network_ctx: NetworkContext, found: AssessmentRound, now: datetime
) -> bool:
    """Whether there is something to rate again, and somebody to do so, with time left."""
    try:
        await _asking(session, network_ctx, found, now)
    except (Gone, UnknownDate):
        return False
    return True


async def _asking(
    session: AsyncSession, network_ctx: NetworkContext, found: AssessmentRound, now: datetime
) -> AskAgain:
    again = await pass_rows.pass_of(session, found.id)
    if again is not None and again.status == "open":
        raise Gone("assessments.again_open", until=zoned_day_and_time(again.closes_at, network_ctx.zone))
    if again is not None and again.status != "withdrawn":
        raise Gone("assessments.again_had")
    items = (await standing_of(session, found)).to_talk_about
    if not items:
        raise Gone("assessments.again_nothing")
    people = await raters_again(session, found)
    if len(people) < FEWEST_RATERS:
        raise Gone("assessments.again_too_few", fewest=FEWEST_RATERS)
    latest = last_day(network_ctx, found)
    closes_on = proposed_closing(network_ctx.calendar, local_day(now, network_ctx.zone), latest)
    if closes_on is None or found.settled_at is not None:
        raise Gone("assessments.again_too_late")
    return AskAgain(found.id, named(network_ctx, found), found.half_year, items, people, closes_on, latest)


def _check_day(network_ctx: NetworkContext, closes_on: date, latest: date, now: datetime) -> None:
    today = local_day(now, network_ctx.zone)
    try:
        first = network_ctx.calendar.next_school_day(today, including=False)
    except UnknownDate as error:
        until = in_words(error.known_until)
        raise Invalid("assessments.closes_unknown", AssessmentsField.CLOSES, until=until) from error
    if closes_on < first:
        raise Invalid("assessments.again_too_early", AssessmentsField.CLOSES, day=day(first))
    if closes_on > latest:
        raise Invalid("assessments.closes_too_late", AssessmentsField.CLOSES, day=day(latest))
    require_school_day(network_ctx, closes_on)
