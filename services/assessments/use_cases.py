"""What people do with the self-assessment: look, rate, open it by hand, extend it, ask for results, agree levels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.assessments import instrument_from_data, later_closing
from domain.calendar import local_day
from domain.errors import Faults, Gone, Invalid
from domain.policies import (
    Actor,
    can_agree_levels,
    can_open_assessment,
    can_rate_assessment,
    can_see_assessment_spread,
    can_see_network,
)
from domain.ratings import Level
from prompts.assessments import Overview
from prompts.assessments_forms import AgreeForm, Extension, Form, Opening, level_field, why_field
from prompts.catalog import say
from prompts.wording import day_and_time, half_year_name
from services.access import Asker, actor_of, require
from services.assessments.occasions import leave_out_reminders
from services.assessments.opening import (
    check_closing_day,
    check_later_day,
    latest_day,
    propose,
    require_latest_day,
)
from services.assessments.overview import overview
from services.assessments.rounds import (
    about_round,
    closing_moment,
    extend_round,
    is_open,
    leaders,
    open_round,
    results_at,
)
from services.assessments.standing import standing_of
from services.ground import Ground, NetworkGround, stand_on
from services.outbox import post_to_people
from storage import assessments as rows
from storage import networks as network_rows
from storage.models import AssessmentRound


@dataclass(frozen=True)
class Extended:
    """until and told are in words: when the round closes now, and when the channel hears of it.

    told: empty where it hears at once; in_channel: whether there is a channel that can be told.
    """

    network: str
    until: str
    told: str
    in_channel: bool


class AssessmentService:
    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    async def look(self, asker: Asker, network_id: int, now: datetime) -> Form | Overview:
        """The asker's own form where one is open to them, else where the self-assessment stands."""
        async with self._ground.database.read() as session:
            actor = await actor_of(self._ground, session, asker)
            place = await self._place(session, asker, network_id)
            require(can_see_network(actor, network_id, place.network.area))
            found = await rows.open_round(session, network_id)
            if found is not None and is_open(found, now) and can_rate_assessment(actor, network_id):
                return await self._form(session, place, found, actor)
            return await overview(session, place, actor, found, now)

    async def form(self, asker: Asker, round_id: int, now: datetime) -> Form:
        """The asker's own form in this round. Raises Gone where it has closed."""
        async with self._ground.database.read() as session:
            found, place, actor = await self._ratable(session, asker, round_id, now)
            return await self._form(session, place, found, actor)

    async def save(self, asker: Asker, round_id: int, ratings: Mapping[str, int], now: datetime) -> Form:
        """Keep these ratings (item key to level) in the asker's draft; the form counts once all items are rated.

        The same request again raises AlreadyHandled. Raises Gone where the round has closed, Invalid where a rating
        does not belong to it.
        """
        async with self._ground.database.write(
            unseen=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            # Held first: a close that runs at the same moment either waits for this draft or refuses it.
            await rows.hold(session, round_id)
            found, place, actor = await self._ratable(session, asker, round_id, now)
            instrument = instrument_from_data(found.instrument)
            if not set(ratings) <= set(instrument.item_keys) or not set(ratings.values()) <= set(Level):
                raise Invalid(say("assessments.not_an_item"))
            await rows.save_draft(session, found, asker.user_id, ratings)
            return await self._form(session, place, found, actor)

    async def opening(self, asker: Asker, network_id: int, now: datetime) -> Opening:
        """What opening the half-year's round by hand would do. Raises Invalid where it had its round already."""
        async with self._ground.database.read() as session:
            actor = await actor_of(self._ground, session, asker)
            require(can_open_assessment(actor, network_id))
            place = await self._place(session, asker, network_id)
            half_year, closes_on = propose(place, now)
            _refuse_second(await rows.rounds(session, network_id), half_year, place, now)
            people = await leaders(session, network_id)
            return Opening(network_id, place.network.name, half_year, closes_on, people)

    async def open(self, asker: Asker, network_id: int, closes_on: date, now: datetime) -> Opening:
        """Open the half-year's round now, until 5 pm of that day. Raises Invalid where the day does not fit."""
        async with self._ground.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            actor = await actor_of(self._ground, session, asker)
            require(can_open_assessment(actor, network_id))
            await network_rows.lock(session, asker.workspace_id, network_id)
            place = await self._place(session, asker, network_id)
            half_year, _ = propose(place, now)
            _refuse_second(await rows.rounds(session, network_id), half_year, place, now)
            check_closing_day(place, closes_on, now)
            closes_at = closing_moment(place, closes_on)
            await open_round(
                session, place, self._ground.instrument, half_year=half_year, closes_at=closes_at, now=now, tell_at=now
            )
            people = await leaders(session, network_id)
            return Opening(network_id, place.network.name, half_year, closes_on, people)

    async def extending(self, asker: Asker, network_id: int, now: datetime) -> Extension:
        """What the form to give the open round more time starts with. Raises Gone or Invalid where that cannot be."""
        async with self._ground.database.read() as session:
            actor = await actor_of(self._ground, session, asker)
            require(can_open_assessment(actor, network_id))
            place = await self._place(session, asker, network_id)
            found = await rows.open_round(session, network_id)
            if found is None or not is_open(found, now):
                raise Gone(say("assessments.none_open", network=place.network.name))
            latest = require_latest_day(place, found)
            closes_on = later_closing(place.calendar, local_day(found.closes_at, place.zone), latest)
            until = day_and_time(found.closes_at, place.zone)
            return Extension(found.id, place.network.name, found.half_year, until, closes_on, latest)

    async def extend(self, asker: Asker, round_id: int, closes_on: date, now: datetime) -> Extended:
        """Keep the open round open until 5 pm of that later day. Raises Gone, or Invalid where the day does not fit."""
        async with self._ground.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found = await rows.round_of(session, asker.workspace_id, round_id)
            actor = await actor_of(self._ground, session, asker)
            require(can_open_assessment(actor, found.network_id))
            network = await network_rows.lock(session, asker.workspace_id, found.network_id)
            place = await self._place(session, asker, network.id)
            await rows.lock_round(session, found.id)
            if not is_open(found, now):
                raise _closed(found, place)
            check_later_day(place, found, closes_on)
            told = await extend_round(session, place, found, closes_on, now)
            await leave_out_reminders(session, place, found, told)
            return Extended(
                network=network.name,
                until=day_and_time(found.closes_at, place.zone),
                told=day_and_time(told, place.zone) if told > now else "",
                in_channel=network.channel_id is not None and network.status == "active",
            )

    async def send_results(self, asker: Asker, network_id: int, now: datetime) -> str:
        """Send the asker the newest results in a direct message; returns their half-year's key."""
        async with self._ground.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            actor = await actor_of(self._ground, session, asker)
            require(can_see_assessment_spread(actor, network_id))
            place = await self._place(session, asker, network_id)
            found = await _told_results(session, place, now)
            post_to_people(session, place.network, "assessments.results", {"round": found.id}, [asker.user_id], now=now)
            return found.half_year

    async def agreeing(self, asker: Asker, network_id: int, now: datetime) -> AgreeForm:
        """The form to agree levels in the newest results."""
        async with self._ground.database.read() as session:
            actor = await actor_of(self._ground, session, asker)
            require(can_agree_levels(actor, network_id))
            place = await self._place(session, asker, network_id)
            found = await _told_results(session, place, now)
            return AgreeForm(place.network.name, await standing_of(session, found))

    async def agree(
        self, asker: Asker, round_id: int, levels: Mapping[str, tuple[int | None, str]], now: datetime
    ) -> AgreeForm:
        """Record level and reason (by item key) in the newest results; items without either stay as they are.

        The same request again raises AlreadyHandled. Raises Invalid, with the field, where one of the two is missing.
        """
        async with self._ground.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found = await rows.round_of(session, asker.workspace_id, round_id)
            actor = await actor_of(self._ground, session, asker)
            require(can_agree_levels(actor, found.network_id))
            network = await network_rows.lock(session, asker.workspace_id, found.network_id)
            newest = await rows.revealed(session, found.network_id, most=1)
            if not newest or newest[0].id != found.id:
                raise Gone(say("assessments.results_old"))
            given = _complete(levels)
            if not set(given) <= set(instrument_from_data(found.instrument).item_keys):
                raise Invalid(say("assessments.not_an_item"))
            await rows.save_agreed(session, found, given, recorded_by=asker.user_id, now=now)
            return AgreeForm(network.name, await standing_of(session, found))

    # What several of them need

    async def _place(self, session: AsyncSession, asker: Asker, network_id: int) -> NetworkGround:
        network = await network_rows.network(session, asker.workspace_id, network_id)
        return await stand_on(self._ground, session, network)

    async def _ratable(
        self, session: AsyncSession, asker: Asker, round_id: int, now: datetime
    ) -> tuple[AssessmentRound, NetworkGround, Actor]:
        """The round, which the asker may rate now, its network, and the asker with their roles."""
        found = await rows.round_of(session, asker.workspace_id, round_id)
        actor = await actor_of(self._ground, session, asker)
        require(can_rate_assessment(actor, found.network_id))
        place = await self._place(session, asker, found.network_id)
        if not is_open(found, now):
            raise _closed(found, place)
        return found, place, actor

    async def _form(self, session: AsyncSession, place: NetworkGround, found: AssessmentRound, actor: Actor) -> Form:
        return Form(
            round_id=found.id,
            about=about_round(found, place),
            instrument=instrument_from_data(found.instrument),
            ratings=await rows.draft(session, found, actor.user_id),
            results_at=results_at(found, place),
            may_extend=bool(can_open_assessment(actor, place.network.id)) and latest_day(place, found) is not None,
        )


def _refuse_second(known: Iterable[AssessmentRound], half_year: str, place: NetworkGround, now: datetime) -> None:
    for found in known:
        until = day_and_time(found.closes_at, place.zone)
        if is_open(found, now):
            raise Invalid(say("assessments.already_open", until=until))
        if found.half_year == half_year and found.status != "withdrawn":
            raise Invalid(say("assessments.had_already", half_year=half_year_name(half_year), until=until))


async def _told_results(session: AsyncSession, place: NetworkGround, now: datetime) -> AssessmentRound:
    """The newest round with results. Raises Gone where there is none, or where its results are not out yet."""
    newest = await rows.revealed(session, place.network.id, most=1)
    if not newest:
        raise Gone(say("assessments.no_results"))
    told_at = results_at(newest[0], place)
    if now < told_at:
        raise Gone(
            say("assessments.status_closed", network=place.network.name, results=day_and_time(told_at, place.zone))
        )
    return newest[0]


def _closed(found: AssessmentRound, place: NetworkGround) -> Gone:
    return Gone(say("assessments.closed", until=day_and_time(found.closes_at, place.zone)))


def _complete(levels: Mapping[str, tuple[int | None, str]]) -> dict[str, tuple[int, str]]:
    given: dict[str, tuple[int, str]] = {}
    faults = Faults()
    for key, (level, reason) in levels.items():
        if level is None and reason:
            faults.note(say("assessments.level_missing"), level_field(key))
        if level is not None and not reason:
            faults.note(say("assessments.why_missing"), why_field(key))
        if level is not None:
            if level not in set(Level):
                faults.note(say("assessments.not_an_item"), level_field(key))
            given[key] = (level, reason)
    faults.check()
    return given
