"""What people do with the self-assessment: look, rate, ask for results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import HalfYear
from domain.errors import Invalid, Refused
from domain.evidence import Given
from domain.exposure import Before, before_of
from domain.instrument import Instrument
from domain.policies import (
    LEADERS,
    Actor,
    can_open_assessment,
    can_rate_assessment,
    can_see_assessment_spread,
    can_see_network,
)
from facts.assessments import (
    AssessmentOverview,
    RatingForm,
)
from facts.networks import RosterChange
from prompts.wording import zoned_day_and_time
from services.access import Asker, actor_of, require
from services.assessments.again import AgainService
from services.assessments.agreeing import AgreeingService, told_results
from services.assessments.by_hand import ByHandService, closed
from services.assessments.choosing import ChoosingService
from services.assessments.named import standing_for
from services.assessments.opening import (
    latest_day,
)
from services.assessments.overview import overview
from services.assessments.releasing import Earlier
from services.assessments.rounds import (
    RESULTS,
    about_round,
    all_finished,
    instrument_of,
    is_open,
    raters_of,
    results_at,
    tell_all_finished,
)
from services.assessments.steps import StepsService
from services.context import AppContext, NetworkContext, context_of
from services.delivery.outbox import post_to_people
from services.roster_changes import changes_since
from storage import assessments as rows
from storage import rating_forms as form_rows
from storage import second_passes as pass_rows
from storage.models import Network
from storage.models.assessments import AssessmentRound, SecondPass
from storage.rating_forms import NO_EVIDENCE


@dataclass(frozen=True)
class SentResults:
    """half_year: the key of those that were sent; following: when those of the open one come, in words, or empty."""

    half_year: str
    following: str


@dataclass(frozen=True)
class Rating:
    """What somebody may rate: the open round, or what of a closed one is rated again."""

    found: AssessmentRound
    network_ctx: NetworkContext
    actor: Actor
    again: SecondPass | None = None

    @property
    def of(self) -> form_rows.Ratable:
        """What the form belongs to."""
        return self.again or self.found

    @property
    def instrument(self) -> Instrument:
        return instrument_of(self.found, self.again)


class AssessmentService:
    """levels: proposing and confirming those that are agreed. again: asking to rate some items a second time.
    choosing: which instrument is meant, and which the network uses. steps: what takes items to the next level.
    by_hand: opening, extending and closing it.
    """

    def __init__(self, app: AppContext) -> None:
        self._app = app
        self.levels = AgreeingService(app)
        self.again = AgainService(app)
        self.choosing = ChoosingService(app)
        self.steps = StepsService(app)
        self.by_hand = ByHandService(app)

    async def look(
        self, asker: Asker, network_id: int, keys: Sequence[str], now: datetime
    ) -> Sequence[RatingForm] | Sequence[AssessmentOverview]:
        """The asker's own forms that are open to them, else where the self-assessments of these keys stand."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            found = {key: await rows.open_round(session, network_id, key) for key in keys}
            open_to = [await self._open_to(session, network_ctx, actor, key, found[key], now) for key in keys]
            ratings = [rating for rating in open_to if rating is not None]
            if ratings:
                return [await self._form(session, rating) for rating in ratings]
            require(can_see_network(actor, network_id, network_ctx.network.seen_from))
            instruments = [await self._known(session, network_ctx, key) for key in keys]
            return [
                await overview(session, network_ctx, one, actor, found[one.key], now)
                for one in instruments
                if one is not None
            ]

    async def _open_to(
        self,
        session: AsyncSession,
        network_ctx: NetworkContext,
        actor: Actor,
        instrument: str,
        found: AssessmentRound | None,
        now: datetime,
    ) -> Rating | None:
        """What of that instrument the person may rate now."""
        if found is not None and is_open(found, now) and actor.user_id in await raters_of(session, found):
            return Rating(found, network_ctx, actor)
        again = await pass_rows.open_pass(session, network_ctx.network.id, instrument)
        if again is not None and is_open(again, now) and actor.user_id in await raters_of(session, again):
            round_ = await rows.round_of(session, again.workspace_id, again.round_id)
            return Rating(round_, network_ctx, actor, again)
        return None

    @staticmethod
    async def _known(session: AsyncSession, network_ctx: NetworkContext, key: str) -> Instrument | None:
        """The instrument as the network uses it, or as the newest round kept it that it has of it."""
        used = next((one for one in network_ctx.instruments if one.key == key), None)
        every = [one for one in await rows.rounds(session, network_ctx.network.id) if one.instrument_key == key]
        return used or (instrument_of(every[-1]) if every else None)

    async def form(self, asker: Asker, round_id: int, now: datetime) -> RatingForm:
        """The asker's own form in this round. Raises Gone where it has closed."""
        async with self._app.database.read() as session:
            return await self._form(session, await self._ratable(session, asker, round_id, now))

    async def save(
        self,
        asker: Asker,
        round_id: int,
        ratings: Mapping[str, int],
        now: datetime,
        evidence: Mapping[str, Given] = NO_EVIDENCE,
    ) -> RatingForm:
        """Keep these ratings (item key to level) in the asker's draft; the form counts once all items are rated.

        evidence: what the asker brings to these items, by key; empty words take it away.

        The same request again raises AlreadyHandled. Raises Gone where the round has closed, Invalid where a rating
        does not belong to it.
        """
        async with self._app.database.write(
            unseen=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            # Held first: a close that runs at the same moment either waits for this draft or refuses it.
            await rows.hold(session, round_id)
            rating = await self._ratable(session, asker, round_id, now, hold=True)
            if not rating.instrument.fits(ratings) or not set(evidence) <= set(rating.instrument.item_keys):
                raise Invalid("assessments.not_an_item")
            await form_rows.save_draft(session, rating.of, asker.user_id, ratings, evidence)
            form = await self._form(session, rating)
            if not form.missing and rating.again is None:
                await tell_all_finished(session, rating.network_ctx, rating.found, now)
            return form

    async def send_results(
        self, asker: Asker, network_id: int, key: str, now: datetime, of: Sequence[HalfYear] = ()
    ) -> SentResults:
        """Send the asker the newest results in a direct message. of: the half-years that are meant; none: any."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            actor = await actor_of(self._app, session, asker)
            require(can_see_assessment_spread(actor, network_id))
            network_ctx = await context_of(self._app, session, asker.workspace_id, network_id)
            found = await told_results(session, network_ctx, key, now, of)
            await standing_for(session, found, asker.user_id)
            post_to_people(session, network_ctx.network, RESULTS, {"round": found.id}, [asker.user_id], now=now)
            open_ = await rows.open_round(session, network_id, key)
            following = zoned_day_and_time(results_at(open_, network_ctx), network_ctx.zone) if open_ else ""
            return SentResults(found.half_year, following)

    # What several of them need

    async def _ratable(
        self, session: AsyncSession, asker: Asker, round_id: int, now: datetime, *, hold: bool = False
    ) -> Rating:
        """What the asker may rate in this round now. hold: keep it from closing until the transaction ends."""
        found = await rows.round_of(session, asker.workspace_id, round_id)
        actor = await actor_of(self._app, session, asker)
        rating = Rating(found, await context_of(self._app, session, asker.workspace_id, found.network_id), actor)
        if not is_open(found, now):
            if hold:
                await pass_rows.hold_pass(session, found.id)
            again = await pass_rows.pass_of(session, found.id)
            if again is None or not is_open(again, now):
                require(can_rate_assessment(actor, found.network_id))
                raise closed(again or found, rating.network_ctx)
            rating = replace(rating, again=again)
        if asker.user_id not in await raters_of(session, rating.of):
            require(can_rate_assessment(actor, found.network_id))
            raise Refused("assessments.not_a_rater" if rating.again is None else "assessments.not_asked_again")
        return rating

    @staticmethod
    async def _changed_leaders(session: AsyncSession, network: Network, found: AssessmentRound) -> list[RosterChange]:
        """Who changed who leads the network between the round before, or its beginning, and this one."""
        every = [each for each in await rows.rounds(session, network.id) if each.instrument_key == found.instrument_key]
        before = [other.opens_at for other in every if other.opens_at < found.opens_at]
        return await changes_since(session, network, max(before, default=network.created_at), found.opens_at, LEADERS)

    async def _form(self, session: AsyncSession, rating: Rating) -> RatingForm:
        found, network_ctx, actor = rating.found, rating.network_ctx, rating.actor
        may_open, again = bool(can_open_assessment(actor, network_ctx.network.id)), rating.again
        raters = await raters_of(session, rating.of)
        changes = await self._changed_leaders(session, network_ctx.network, found) if again is None else []
        sheet, before = await form_rows.sheet_of(session, rating.of, actor.user_id), Before.NOBODY
        if not sheet.levels:  # who has rated something has read it
            earlier = await Earlier(session, network_ctx.network.id, found.opens_at).people()
            before = before_of(earlier, frozenset(raters))
        return RatingForm(
            round_id=found.id,
            about=about_round(found, network_ctx, raters, changes, again),
            instrument=rating.instrument,
            ratings=sheet.levels,
            evidence=sheet.evidence,
            results_at=results_at(rating.of, network_ctx),
            before=before,
            may_extend=may_open and again is None and latest_day(network_ctx, found) is not None,
            may_close=may_open and await all_finished(session, rating.of),
        )
