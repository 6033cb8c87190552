"""Opening and closing a round: what is kept, what is deleted, and who is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.assessments import FEWEST_RATERS, count_by_item, is_named
from domain.calendar import local_day, local_moment
from domain.disclosure import REST
from domain.instrument import Instrument
from domain.kept_instrument import instrument_as_data, instrument_from_data
from domain.levels import AGREE_FOR
from facts.assessments import OpenRound
from facts.networks import RosterChange
from services.assessments.releasing import release_round
from services.context import NetworkContext
from services.delivery.outbox import post_in_channel, post_to_people, settle_posts
from services.delivery.pausing import can_hear
from services.leaders import chair_and_seils, leaders
from storage import assessments as rows
from storage import deliveries
from storage import evidence as evidence_rows
from storage import named_ratings as named_rows
from storage import rating_forms as form_rows
from storage import second_passes as pass_rows
from storage.asked import known_people
from storage.models.assessments import AssessmentRound, SecondPass
from storage.occasions import note_once
from storage.unsealed import adopt_round

CLOSING_TIME = time(17, 0)
FORGOTTEN = ("assessments.remind",)


def closing_moment(network_ctx: NetworkContext, day: date) -> datetime:
    """When a round that closes on that day closes, in UTC."""
    return local_moment(day, CLOSING_TIME, network_ctx.zone)


async def raters_now(session: AsyncSession, network_id: int, now: datetime) -> list[str]:
    """Who would rate in a round opened now: those who lead the network, and have been in it for some days."""
    known = await known_people(session, network_id, now)
    return [leader for leader in await leaders(session, network_id) if leader in known]


async def raters_of(session: AsyncSession, found: form_rows.Ratable) -> list[str]:
    """Who rates in the open round, or rates again: fixed when it opened, whoever leads the network by now."""
    raters = await form_rows.raters(session, found)
    return await leaders(session, found.network_id) if raters is None else raters


async def rests_until(session: AsyncSession, network_id: int, instrument: str, now: datetime) -> datetime | None:
    """When the next round with that instrument may open, where the last one had results too short a time ago.

    Two results close together, by nearly the same people, would tell what the one said who came or went.
    """
    newest = await rows.newest_closed(session, network_id, instrument)
    if newest is None:
        return None
    again = await pass_rows.pass_of(session, newest.id)
    closed = max(found.closed_at or found.closes_at for found in (newest, again) if found is not None)
    return closed + REST if closed + REST > now else None


def is_open(found: form_rows.Ratable, now: datetime) -> bool:
    """Whether leaders can rate; a round past its closing time is over, even before the schedule counts it."""
    return found.status == "open" and now < found.closes_at


def results_at(found: form_rows.Ratable, network_ctx: NetworkContext) -> datetime:
    """When everybody hears what came of the round: the posting hour after its close."""
    return network_ctx.next_post(found.closed_at or found.closes_at)


def settles_at(network_ctx: NetworkContext, found: AssessmentRound) -> datetime:
    """Until when levels can be agreed on before the medians stand; later, they are corrections."""
    return network_ctx.next_post((found.closed_at or found.closes_at) + AGREE_FOR)


def about_round(
    found: AssessmentRound,
    network_ctx: NetworkContext,
    raters: Sequence[str] = (),
    changes: Sequence[RosterChange] = (),
    again: SecondPass | None = None,
) -> OpenRound:
    """The round as its messages need it; or its items that are rated again, where `again` is given."""
    instrument = instrument_of(found, again)
    return OpenRound(
        network_id=network_ctx.network.id,
        network=network_ctx.named(instrument),
        instrument=network_ctx.told_apart(found.instrument_key),
        half_year=found.half_year,
        closes_at=(again or found).closes_at,
        zone=network_ctx.zone,
        items=len(instrument.items),
        parts=len(instrument.parts),
        raters=raters,
        changes=changes,
        again=again is not None,
        named=found.named,
    )


def named(network_ctx: NetworkContext, found: AssessmentRound) -> str:
    """The network's name as messages about the round write it: with the instrument, where it uses several."""
    return network_ctx.named(instrument_from_data(found.instrument))


def instrument_of(found: AssessmentRound, again: SecondPass | None = None) -> Instrument:
    """The instrument as the round keeps it; what is rated again of it, where that is given."""
    instrument = instrument_from_data(found.instrument)
    return instrument if again is None else instrument.only(again.items)


async def all_finished(session: AsyncSession, found: form_rows.Ratable) -> bool:
    """Whether every rater of what is open has finished, and they are enough for results.

    Whoever leads the network no more may still finish, and is not waited for.
    """
    forms = await form_rows.forms(session, found)
    fewest = 1 if isinstance(found, AssessmentRound) and found.named else FEWEST_RATERS
    if forms is None or len(forms.finished) < fewest:
        return False
    if len(forms.finished) == forms.asked:
        return True
    return not await form_rows.unfinished(session, found, await leaders(session, found.network_id))


async def tell_all_finished(
    session: AsyncSession, network_ctx: NetworkContext, found: AssessmentRound, now: datetime
) -> None:
    """Tell chair and SEIL, once, that all have finished: the next morning, as the moment would say who was the last."""
    zone = network_ctx.zone
    tomorrow = local_moment(local_day(now, zone) + timedelta(days=1), time.min, zone)
    morning = network_ctx.next_post(tomorrow)
    if morning >= found.closes_at or not await all_finished(session, found):
        return
    if not await note_once(session, network_ctx.network, ALL_FINISHED, f"round-{found.id}", morning):
        return
    for user_id in await chair_and_seils(session, network_ctx.network.id):
        post_to_people(
            session,
            network_ctx.network,
            ALL_FINISHED,
            {"round": found.id},
            [user_id],
            now=morning,
            expires_at=found.closes_at,
        )


ALL_FINISHED, RESULTS = "assessments.all_finished", "assessments.results"
ASK = "assessments.ask"
ASKED = (ASK, ALL_FINISHED)
"""The question to each rater. Reminders are left as they are: who got one has not finished, and that must not stay."""


async def open_round(
    session: AsyncSession,
    network_ctx: NetworkContext,
    instrument: Instrument,
    *,
    half_year: str,
    closes_at: datetime,
    now: datetime,
    tell_at: datetime,
) -> AssessmentRound:
    """Open the half-year's round; at `tell_at` the channel hears of it and each leader gets the form.

    The network is locked.
    """
    network = network_ctx.network
    # One that was taken back is opened anew; it has nothing left of before.
    found = await rows.withdrawn(session, network.id, half_year, instrument.key) or AssessmentRound(
        workspace_id=network.workspace_id,
        network_id=network.id,
        half_year=half_year,
        instrument_key=instrument.key,
    )
    found.instrument_version, found.instrument = instrument.version, instrument_as_data(instrument)
    found.opens_at, found.closes_at, found.status, found.closed_at = now, closes_at, "open", None
    session.add(found)
    await session.flush()
    people = await raters_now(session, network.id, now)
    found.named = is_named(len(people))
    await form_rows.begin_forms(session, found, people)
    payload = {"round": found.id}
    post_in_channel(session, network, "assessments.opened", payload, now=now, due_at=tell_at, expires_at=closes_at)
    for user_id in people:
        post_to_people(session, network, ASK, payload, [user_id], now=now, due_at=tell_at, expires_at=closes_at)
    return found


async def extend_round(
    session: AsyncSession, network_ctx: NetworkContext, found: AssessmentRound, closes_on: date, now: datetime
) -> datetime:
    """Keep the round open until that day; returns when the channel hears of it, in posting hours.

    The network and the round are locked.
    """
    found.closes_at, told = closing_moment(network_ctx, closes_on), network_ctx.next_post(now)
    payload = {"round": found.id, "closes": closes_on.isoformat()}
    await settle_posts(session, network_ctx.network, ASKED, "round", found.id, now=now)
    post_in_channel(
        session, network_ctx.network, "assessments.extended", payload, now=now, due_at=told, expires_at=found.closes_at
    )
    return told


async def close_round(session: AsyncSession, network_ctx: NetworkContext, round_id: int, now: datetime) -> bool:
    """Count the finished forms and delete all drafts, both now; False where the round is closed already.

    False as well where it was given more time in the same moment.

    With too few finished forms nothing is counted. Chair, executive, SEIL and the channel hear at the next
    posting hour, or once a network that stands still goes on. Where the forms cannot be read any more, see `lose`.
    """
    found = await rows.lock_round(session, round_id)
    if found is None or found.status != "open" or found.closes_at > now:
        return False
    await adopt_round(session, found)
    forms = await form_rows.forms(session, found)
    if forms is None:
        await lose(session, network_ctx, found, now)
        return True
    found.raters_asked = forms.asked
    found.closed_at = now
    if found.named and forms.finished:
        found.status, found.raters_finished = "revealed", len(forms.finished)
        evidence_rows.add_given(session, found, forms.evidence)
        named_rows.add(session, found, await form_rows.named_forms(session, found))
    elif len(forms.finished) >= FEWEST_RATERS:
        found.status, found.raters_finished = "revealed", len(forms.finished)
        evidence_rows.add_given(session, found, forms.evidence)
        true = count_by_item(forms.finished, instrument_from_data(found.instrument))
        raters = await raters_of(session, found)
        rows.add_results(session, found, await release_round(session, network_ctx, found, raters, true, now))
    else:
        # Not even how many finished is kept: with one or two, that says who.
        found.status = "withheld"
    await form_rows.forget_raters(session, found)
    await forget_reminders(session, found)
    await settle_posts(session, network_ctx.network, ASKED, "round", found.id, now=now)
    await _tell_outcome(session, network_ctx, found, now)
    return True


async def lose(session: AsyncSession, network_ctx: NetworkContext, found: AssessmentRound, now: datetime) -> None:
    """Take back a round whose key is gone, so that nobody can read its forms, and tell the leaders why.

    The round is locked. It can be opened anew by hand.
    """
    found.status, found.closed_at = "withdrawn", now
    await form_rows.forget_raters(session, found)
    await forget_reminders(session, found)
    await settle_posts(session, network_ctx.network, ASKED, "round", found.id, now=now)
    payload, due_at = {"round": found.id}, network_ctx.next_post(now)
    for user_id in await leaders(session, network_ctx.network.id):
        post_to_people(session, network_ctx.network, "assessments.lost", payload, [user_id], now=now, due_at=due_at)


async def forget_reminders(session: AsyncSession, found: AssessmentRound) -> None:
    """Take the reminders out of the outbox: who got none had finished.

    (While it is open the rows tell nothing either, see DISCREET in posts; those that code of before wrote would.)
    """
    await deliveries.forget_finished(session, found.network_id, FORGOTTEN, "round", found.id)


async def _tell_outcome(
    session: AsyncSession, network_ctx: NetworkContext, found: AssessmentRound, now: datetime
) -> None:
    """Tell leaders and channel what came of a closed round; a channel that is gone hears once the network goes on."""
    network, due_at, payload = network_ctx.network, results_at(found, network_ctx), {"round": found.id}
    to_one, to_all = (
        (RESULTS, "assessments.results_channel")
        if found.status == "revealed"
        else ("assessments.withheld", "assessments.withheld")
    )
    for user_id in await leaders(session, network.id):
        post_to_people(session, network, to_one, payload, [user_id], now=now, due_at=due_at)
    found.untold = not can_hear(network)
    if not found.untold:
        post_in_channel(session, network, to_all, payload, now=now, due_at=due_at)


def tell_channel(session: AsyncSession, network_ctx: NetworkContext, found: AssessmentRound, now: datetime) -> None:
    """Tell the channel what came of a round that closed while it could hear nothing."""
    found.untold = False
    kind = "assessments.results_channel" if found.status == "revealed" else "assessments.withheld"
    post_in_channel(session, network_ctx.network, kind, {"round": found.id}, now=now, due_at=network_ctx.next_post(now))
