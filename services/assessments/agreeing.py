"""Levels that the leaders agree on: one proposes, another confirms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import HalfYear
from domain.errors import Faults, Gone, Invalid
from domain.kept_instrument import instrument_from_data
from domain.policies import can_agree_levels, can_confirm_levels
from facts.assessments import AgreeForm, Confirmed, ConfirmForm
from prompts.assessments.names import level_field, why_field
from prompts.text import listing
from prompts.wording import half_year_name, zoned_day_and_time
from services.access import Asker, actor_of, require
from services.assessments.confirming import confirmers_of, to_confirm
from services.assessments.levels import bring_evidence, confirm, propose
from services.assessments.named import standing_for, standing_to_confirm
from services.assessments.rounds import is_open, named, results_at
from services.assessments.standing import standing_of
from services.context import AppContext, NetworkContext, context_of
from storage import assessments as rows
from storage import levels as level_rows
from storage import networks as network_rows
from storage import second_passes as pass_rows
from storage.models.assessments import AssessmentRound

MOST_NAMED = 12
"""Half-years in a sentence."""
NONE_BROUGHT: Mapping[str, str] = MappingProxyType({})


class AgreeingService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def agreeing(
        self, asker: Asker, network_id: int, instrument: str, now: datetime, of: Sequence[HalfYear] = ()
    ) -> AgreeForm:
        """The form to agree levels in the newest results of that instrument. of: the half-years that are meant; Gone
        where the newest are of another.
        """
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            require(can_agree_levels(actor, network_id))
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            found = await told_results(session, network_ctx, instrument, now, of)
            await _require_newest(session, found)
            return await _agree_form(session, network_ctx, found, asker)

    async def agree(
        self,
        asker: Asker,
        round_id: int,
        levels: Mapping[str, tuple[int | None, str]],
        now: datetime,
        evidence: Mapping[str, str] = NONE_BROUGHT,
    ) -> AgreeForm:
        """Propose level and reason (by item key) in the newest results; items without either stay as they are.

        Another leader has to confirm them. evidence: what the asker brings to these items, in place of what they
        brought before; it needs no confirming, as it stands under their name.

        The same request again raises AlreadyHandled. Raises Invalid, with the field, where one of the two is missing.
        """
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found = await rows.round_of(session, asker.workspace_id, round_id)
            actor = await actor_of(self._app, session, asker)
            require(can_agree_levels(actor, found.network_id))
            network = await network_rows.lock(session, asker.workspace_id, found.network_id)
            await _require_newest(session, found)
            given = _complete(levels)
            instrument = instrument_from_data(found.instrument)
            fits = instrument.fits({key: level for key, (level, _) in given.items()})
            if not fits or not set(evidence) <= set(instrument.item_keys):
                raise Invalid("assessments.not_an_item")
            network_ctx = await context_of(self._app, session, asker.workspace_id, network.id)
            again = await pass_rows.open_pass(session, network.id, found.instrument_key)
            for key in given:
                if again is not None and is_open(again, now) and key in again.items:
                    until = zoned_day_and_time(again.closes_at, network_ctx.zone)
                    raise Invalid("assessments.rated_again_now", level_field(key), until=until)
            await propose(session, network_ctx, found, given, by=asker.user_id, now=now)
            await bring_evidence(session, network_ctx, found, evidence, by=asker.user_id, now=now)
            return await _agree_form(session, network_ctx, found, asker)

    async def confirming(
        self, asker: Asker, network_id: int, instrument: str, now: datetime, of: Sequence[HalfYear] = ()
    ) -> ConfirmForm:
        """What others proposed in the newest results, for the asker to confirm. Raises Gone where nothing waits.

        of: as in agreeing.
        """
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            require(can_confirm_levels(actor, network_id))
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            found = await told_results(session, network_ctx, instrument, now, of)
            await _require_newest(session, found)
            waiting = await to_confirm(session, network_id, found.id, asker.user_id)
            if not waiting:
                raise Gone("assessments.nothing_to_confirm")
            standing = await standing_to_confirm(session, found, waiting, asker.user_id)
            return ConfirmForm(named(network_ctx, found), found.half_year, standing, waiting)

    async def confirm(self, asker: Asker, round_id: int, shown: Mapping[str, int], now: datetime) -> Confirmed:
        """Confirm what others proposed. shown: the level by item key, as the asker saw it.

        What has been proposed anew or confirmed since is left out. Raises Gone where nothing is left.
        """
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found = await rows.round_of(session, asker.workspace_id, round_id)
            actor = await actor_of(self._app, session, asker)
            require(can_confirm_levels(actor, found.network_id))
            await network_rows.lock(session, asker.workspace_id, found.network_id)
            network_ctx = await context_of(self._app, session, asker.workspace_id, found.network_id)
            await _require_newest(session, found)
            waiting = await to_confirm(session, found.network_id, found.id, asker.user_id)
            keys = [key for key, level in shown.items() if key in waiting and waiting[key].level == level]
            if not keys:
                raise Gone("assessments.nothing_to_confirm")
            await confirm(session, network_ctx, found, keys, by=asker.user_id, now=now)
            standing = await standing_of(session, found)
            told = zoned_day_and_time(network_ctx.next_post(now), network_ctx.zone) if found.settled_at else ""
            return Confirmed(len(keys), standing.agreed, standing.of, told)


async def told_results(
    session: AsyncSession, network_ctx: NetworkContext, instrument: str, now: datetime, of: Sequence[HalfYear] = ()
) -> AssessmentRound:
    """The newest round of that instrument with results. Raises Gone where there is none, or they are not out yet.

    of: the half-years of which alone they are meant; none: of whichever there are.
    """
    keys = [half_year.key for half_year in of]
    newest = await rows.newest_closed(session, network_ctx.network.id, instrument, keys)
    open_ = None if newest else await rows.open_round(session, network_ctx.network.id, instrument)
    if newest is None and keys and (open_ is None or open_.half_year not in keys):
        raise await _none_of(session, network_ctx, instrument, of)
    if open_ is not None:
        results = zoned_day_and_time(results_at(open_, network_ctx), network_ctx.zone)
        if not is_open(open_, now):
            raise Gone("assessments.status_closed", network=named(network_ctx, open_), results=results)
        until = zoned_day_and_time(open_.closes_at, network_ctx.zone)
        raise Gone("assessments.no_results_while_open", until=until, results=results)
    if newest is None:
        raise Gone("assessments.no_results")
    told_at = results_at(newest, network_ctx)
    if now < told_at:
        raise Gone(
            "assessments.status_closed",
            network=named(network_ctx, newest),
            results=zoned_day_and_time(told_at, network_ctx.zone),
        )
    return newest


async def _none_of(session: AsyncSession, network_ctx: NetworkContext, instrument: str, of: Sequence[HalfYear]) -> Gone:
    """What is said where the half-years that were named have none: of which there are some."""
    every = await rows.revealed(session, network_ctx.network.id, instrument, most=MOST_NAMED)
    if not every:
        return Gone("assessments.no_results")
    asked = half_year_name(of[0].key) if len(of) == 1 else str(of[0].year)
    known = listing(half_year_name(one.half_year) for one in every)
    return Gone("assessments.no_results_of", asked=asked, known=known)


async def _require_newest(session: AsyncSession, found: AssessmentRound) -> None:
    newest = await rows.newest_closed(session, found.network_id, found.instrument_key)
    if newest is None or newest.id != found.id:
        raise Gone("assessments.results_old")


async def _agree_form(
    session: AsyncSession, network_ctx: NetworkContext, found: AssessmentRound, asker: Asker
) -> AgreeForm:
    standing = await standing_for(session, found, asker.user_id)
    return AgreeForm(
        named(network_ctx, found),
        standing,
        {item.key: item for item in instrument_from_data(found.instrument).items},
        await level_rows.proposals(session, found.id),
        sorted(await confirmers_of(session, found.network_id, asker.user_id)),
        {
            item.key: each.words
            for item in standing.items
            for each in item.evidence
            if each.agreeing and each.by == asker.user_id
        },
        await level_rows.history(session, found.id),
        network_ctx.zone,
    )


def _complete(levels: Mapping[str, tuple[int | None, str]]) -> dict[str, tuple[int, str]]:
    given: dict[str, tuple[int, str]] = {}
    faults = Faults()
    for key, (level, reason) in levels.items():
        if level is None and reason:
            faults.note("assessments.level_missing", level_field(key))
        if level is not None and not reason:
            faults.note("assessments.why_missing", why_field(key))
        if level is not None:
            given[key] = (level, reason)
    faults.check()
    return given
