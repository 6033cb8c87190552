"""What chair and SEIL do with a round by hand: open it early, give it more time, close it once all have finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.assessment_windows import later_closing
from domain.calendar import local_day
from domain.errors import Gone, Invalid
from domain.policies import (
    can_open_assessment,
)
from facts.assessments import (
    Closing,
    Extension,
    Opening,
)
from prompts.wording import day, half_year_name, zoned_day_and_time
from services.access import Asker, actor_of, require
from services.assessments.choosing import used_instrument
from services.assessments.occasions import leave_out_reminders
from services.assessments.opening import (
    check_closing_day,
    check_later_day,
    proposed_closing,
    require_latest_day,
)
from services.assessments.rounds import (
    about_round,
    all_finished,
    close_round,
    closing_moment,
    extend_round,
    is_open,
    named,
    open_round,
    raters_now,
    raters_of,
    rests_until,
    results_at,
)
from services.assessments.second_pass import close_pass
from services.context import AppContext, NetworkContext, context_of
from storage import assessments as rows
from storage import networks as network_rows
from storage import rating_forms as form_rows
from storage import second_passes as pass_rows


@dataclass(frozen=True)
class Extended:
    """until and told are in words: when the round closes now, and when the channel hears of it.

    told: empty where it hears at once; in_channel: whether there is a channel that can be told.
    """

    network: str
    until: str
    told: str
    in_channel: bool


class ByHandService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def opening(self, asker: Asker, network_id: int, key: str, now: datetime) -> Opening:
        """What opening the half-year's round by hand would do. Raises Invalid where it had its round already."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            require(can_open_assessment(actor, network_id))
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            instrument = used_instrument(network_ctx, key)
            half_year, closes_on = proposed_closing(network_ctx, now)
            await _refuse_second(session, half_year, network_ctx, instrument.key, now)
            await _refuse_too_soon(session, network_ctx, instrument.key, now)
            people = await raters_now(session, network_id, now)
            return Opening(network_id, network_ctx.named(instrument), half_year, closes_on, people, instrument.key)

    async def open(self, asker: Asker, network_id: int, key: str, closes_on: date, now: datetime) -> Opening:
        """Open the half-year's round now, until 5 pm of that day. Raises Invalid where the day does not fit."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            actor = await actor_of(self._app, session, asker)
            require(can_open_assessment(actor, network_id))
            await network_rows.lock(session, asker.workspace_id, network_id)
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            instrument = used_instrument(network_ctx, key)
            half_year, _ = proposed_closing(network_ctx, now)
            await _refuse_second(session, half_year, network_ctx, instrument.key, now)
            await _refuse_too_soon(session, network_ctx, instrument.key, now)
            check_closing_day(network_ctx, closes_on, now)
            closes_at = closing_moment(network_ctx, closes_on)
            found = await open_round(
                session,
                network_ctx,
                instrument,
                half_year=half_year,
                closes_at=closes_at,
                now=now,
                tell_at=now,
            )
            people = await raters_of(session, found)
            return Opening(network_id, network_ctx.named(instrument), half_year, closes_on, people, instrument.key)

    async def extending(self, asker: Asker, network_id: int, key: str, now: datetime) -> Extension:
        """What the form to give the open round more time starts with. Raises Gone or Invalid where that cannot be."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            require(can_open_assessment(actor, network_id))
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            found = await rows.open_round(session, network_id, key)
            if found is None or not is_open(found, now):
                raise Gone("assessments.none_open", network=network_ctx.network.name)
            latest = require_latest_day(network_ctx, found)
            closes_on = later_closing(network_ctx.calendar, local_day(found.closes_at, network_ctx.zone), latest)
            until = zoned_day_and_time(found.closes_at, network_ctx.zone)
            closing = local_day(found.closes_at, network_ctx.zone)
            return Extension(found.id, named(network_ctx, found), found.half_year, until, closes_on, latest, closing)

    async def extend(self, asker: Asker, round_id: int, closes_on: date, now: datetime) -> Extended:
        """Keep the open round open until 5 pm of that later day. Raises Gone, or Invalid where the day does not fit."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found = await rows.round_of(session, asker.workspace_id, round_id)
            actor = await actor_of(self._app, session, asker)
            require(can_open_assessment(actor, found.network_id))
            network = await network_rows.lock(session, asker.workspace_id, found.network_id)
            network_ctx = await context_of(self._app, session, asker.workspace_id, network.id)
            await rows.lock_round(session, found.id)
            if not is_open(found, now):
                raise closed(found, network_ctx)
            check_later_day(network_ctx, found, closes_on)
            told = await extend_round(session, network_ctx, found, closes_on, now)
            await leave_out_reminders(session, network_ctx, found, told)
            return Extended(
                network=named(network_ctx, found),
                until=zoned_day_and_time(found.closes_at, network_ctx.zone),
                told=zoned_day_and_time(told, network_ctx.zone) if told > now else "",
                in_channel=network.channel_id is not None and network.status == "active",
            )

    async def closing(self, asker: Asker, network_id: int, key: str, now: datetime) -> Closing:
        """What closing the open round early would do, or what is rated again.

        Raises Gone where nothing is open, or somebody has not finished.
        """
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            require(can_open_assessment(actor, network_id))
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            found = await rows.open_round(session, network_id, key)
            again = await pass_rows.open_pass(session, network_id, key)
            if found is None and again is not None:
                found = await rows.round_of(session, asker.workspace_id, again.round_id)
            open_ = again or found
            if found is None or open_ is None or not is_open(open_, now):
                raise Gone("assessments.none_open_to_close", network=network_ctx.network.name)
            await _require_all_finished(session, network_ctx, open_)
            results = zoned_day_and_time(network_ctx.next_post(now), network_ctx.zone)
            return Closing(found.id, about_round(found, network_ctx, again=again), results)

    async def close_early(self, asker: Asker, round_id: int, now: datetime) -> str:
        """Close now what all have finished; returns when the results come, in words. Raises Gone."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found = await rows.round_of(session, asker.workspace_id, round_id)
            actor = await actor_of(self._app, session, asker)
            require(can_open_assessment(actor, found.network_id))
            await network_rows.lock(session, asker.workspace_id, found.network_id)
            network_ctx = await context_of(self._app, session, asker.workspace_id, found.network_id)
            await rows.lock_round(session, found.id)
            again = await pass_rows.pass_of(session, found.id)
            open_ = again or found
            if not is_open(open_, now):
                raise closed(open_, network_ctx)
            await _require_all_finished(session, network_ctx, open_)
            open_.closes_at = now
            if again is not None:
                await close_pass(session, network_ctx, again.id, now)
            else:
                await close_round(session, network_ctx, found.id, now)
            return zoned_day_and_time(results_at(open_, network_ctx), network_ctx.zone)


async def _require_all_finished(session: AsyncSession, network_ctx: NetworkContext, found: form_rows.Ratable) -> None:
    if not await all_finished(session, found):
        raise Gone("assessments.not_all_finished", until=zoned_day_and_time(found.closes_at, network_ctx.zone))


async def _refuse_too_soon(session: AsyncSession, network_ctx: NetworkContext, key: str, now: datetime) -> None:
    rests = await rests_until(session, network_ctx.network.id, key, now)
    if rests is not None:
        raise Invalid("assessments.too_soon", day=day(local_day(rests, network_ctx.zone)))


async def _refuse_second(
    session: AsyncSession, half_year: str, network_ctx: NetworkContext, key: str, now: datetime
) -> None:
    for found in await rows.rounds(session, network_ctx.network.id):
        if found.instrument_key != key:
            continue
        until = zoned_day_and_time(found.closes_at, network_ctx.zone)
        if is_open(found, now):
            raise Invalid("assessments.already_open", until=until)
        if found.half_year == half_year and found.status != "withdrawn":
            raise Invalid("assessments.had_already", half_year=half_year_name(half_year), until=until)


def closed(found: form_rows.Ratable, network_ctx: NetworkContext) -> Gone:
    """What whoever comes too late hears."""
    return Gone("assessments.closed", until=zoned_day_and_time(found.closes_at, network_ctx.zone))
