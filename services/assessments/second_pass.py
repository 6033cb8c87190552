"""Rating again the items on which ratings were far apart: opening such a pass, closing it, and who is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.assessments import FEWEST_RATERS, as_told
from domain.calendar import local_day
from domain.policies import LEADERS
from domain.ratings import Distribution
from domain.second_pass import latest_closing, same_people
from services.assessments.releasing import release_again
from services.assessments.rounds import closing_moment, results_at, settles_at
from services.context import NetworkContext
from services.delivery.outbox import post_to_people, settle_posts
from services.leaders import leaders
from storage import assessments as rows
from storage import deliveries
from storage import rating_forms as form_rows
from storage import second_passes as pass_rows
from storage.asked import people_at
from storage.models.assessments import AssessmentRound, SecondPass

AGAIN_ASK, AGAIN_REMIND = "assessments.again_ask", "assessments.again_remind"
AGAIN_TOLD = "assessments.again_told"


async def raters_again(session: AsyncSession, found: AssessmentRound) -> list[str]:
    """Who would rate again: those who were asked the first time and still lead the network."""
    first = await people_at(session, found.network_id, sorted(LEADERS), found.opens_at)
    return [person for person in await leaders(session, found.network_id) if person in first]


def last_day(network_ctx: NetworkContext, found: AssessmentRound) -> date:
    """The last day to which rating again can be open."""
    return latest_closing(network_ctx.calendar, local_day(settles_at(network_ctx, found), network_ctx.zone))


async def open_pass(
    session: AsyncSession,
    network_ctx: NetworkContext,
    found: AssessmentRound,
    items: Sequence[str],
    closes_on: date,
    now: datetime,
) -> SecondPass:
    """Ask the round's raters to rate these items again, until 5 pm of that day. The network is locked."""
    network, people = network_ctx.network, await raters_again(session, found)
    first = await people_at(session, network.id, sorted(LEADERS), found.opens_at)
    # One that was taken back is opened anew; it has nothing left of before.
    again = await pass_rows.pass_of(session, found.id) or SecondPass(
        workspace_id=network.workspace_id, network_id=network.id, round_id=found.id, finished=0, sealed=True
    )
    again.items, again.status, again.closed_at = list(items), "open", None
    again.same_people = same_people(first, people) and len(first) == found.raters_asked
    again.opens_at, again.closes_at = now, closing_moment(network_ctx, closes_on)
    session.add(again)
    await session.flush()
    await form_rows.begin_forms(session, again, people)
    due_at, payload = network_ctx.next_post(now), {"round": found.id}
    for person in people:
        post_to_people(
            session, network, AGAIN_ASK, payload, [person], now=now, due_at=due_at, expires_at=again.closes_at
        )
    return again


async def close_pass(session: AsyncSession, network_ctx: NetworkContext, pass_id: int, now: datetime) -> bool:
    """Count what was rated again and delete the forms; False where it is closed already.

    With too few finished forms nothing is counted, and the first ratings stand alone.
    """
    again = await pass_rows.lock_pass(session, pass_id)
    if again is None or again.status != "open" or again.closes_at > now:
        return False
    forms = await form_rows.forms(session, again)
    again.closed_at = now
    if forms is None:
        again.status = "withdrawn"
    elif len(forms.finished) >= FEWEST_RATERS:
        again.status, again.finished = "revealed", len(forms.finished)
        found = await rows.round_of(session, again.workspace_id, again.round_id)
        before = (await rows.results(session, [found]))[found.id]
        true = {
            key: Distribution.of((form[key] for form in forms.finished), before[key].scale)
            for key in again.items
            if key in before
        }
        told = {key: as_told(first) for key, first in before.items()}
        raters = await form_rows.raters(session, again) or []
        pass_rows.add_results(session, again, await release_again(session, network_ctx, again, raters, told, true, now))
    else:
        # Not even how many finished is kept, as at the close of the round.
        again.status = "withheld"
    await _end(session, network_ctx, again, now)
    return True


async def lose_pass(session: AsyncSession, network_ctx: NetworkContext, again: SecondPass, now: datetime) -> None:
    """Take back a pass whose key is gone, and tell the leaders. It is locked, and can be asked for anew."""
    again.status, again.closed_at = "withdrawn", now
    await _end(session, network_ctx, again, now)


async def _end(session: AsyncSession, network_ctx: NetworkContext, again: SecondPass, now: datetime) -> None:
    network, payload = network_ctx.network, {"round": again.round_id}
    await form_rows.forget_raters(session, again)
    # Who got a reminder had not finished.
    await deliveries.forget_finished(session, network.id, (AGAIN_REMIND,), "round", again.round_id)
    await settle_posts(session, network, (AGAIN_ASK,), "round", again.round_id, now=now)
    due_at = results_at(again, network_ctx)
    for person in await leaders(session, network.id):
        post_to_people(session, network, AGAIN_TOLD, payload, [person], now=now, due_at=due_at)
