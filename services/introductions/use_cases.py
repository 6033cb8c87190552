"""Introductions: a SEIL asks for one, the two answer, and later say whether they have met."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import UnknownDate, local_day
from domain.errors import Faults, Gone, Invalid, Refused
from domain.introductions import (
    FIRST,
    SECOND,
    About,
    Outcome,
    Reply,
    SeilAnswer,
    Upshot,
    check_people,
    check_why,
    closing_moment,
    last_day_to_answer,
    upshot,
)
from domain.policies import can_let_introduce
from facts.introductions import Ask, Board, OwnIntroduction, Pair, SeilQuestion
from services.access import Asker, actor_of, require
from services.context import AppContext, NetworkContext, network_context
from services.delivery.outbox import post_to_people, settle_posts
from services.introductions.people import can_start, find_sides, networks_of_seil
from services.introductions.posts import ASK, ASK_SEIL, FOLLOW_UP, INTRODUCE
from services.introductions.reading import (
    ask_of,
    is_asked,
    is_one_of,
    locked,
    own_line,
    pair_of,
    place_of,
    report_of,
    seil_question,
)
from services.introductions.reports import ASKED_FOR, Reports, ask_both, year_of
from services.people import check_reachable
from storage import introduction_reports
from storage import introductions as rows
from storage import networks as network_rows
from storage.models.introductions import Introduction

SHOWN_FOR = timedelta(days=90)
"""How long an introduction stays on its SEIL's list while the two have not met."""


@dataclass(frozen=True)
class AskIntroduction:
    """A form that was sent; what is missing is refused at its field."""

    first_id: str | None
    second_id: str | None
    why: str


@dataclass(frozen=True)
class Asked:
    first_id: str
    second_id: str
    answer_by: date
    at_seil: bool = False
    """Whether another SEIL is asked first."""


class IntroductionService:
    def __init__(self, app: AppContext) -> None:
        self._app = app
        self.reports = Reports(app)

    async def show(self, asker: Asker, now: datetime) -> Board:
        """What waits for the person, and a SEIL's own introductions. Raises Refused where there is neither."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            own_networks = networks_of_seil(actor)
            waiting = await rows.waiting_for(session, asker.workspace_id, asker.user_id, now)
            reports = await introduction_reports.waiting_for(
                session, asker.workspace_id, asker.user_id, now - ASKED_FOR, now
            )
            if not waiting and not reports:
                require(can_start(actor))
            asks, follow_ups = [], []
            for found in waiting:
                place = await place_of(self._app, session, found)
                if found.status == "asking":
                    asks.append(await ask_of(session, found, place, asker.user_id))
                else:
                    follow_ups.append(await pair_of(session, found, place))
            own = await self._own(session, asker, now) if own_networks else []
            to_let = [
                await seil_question(session, found, await place_of(self._app, session, found))
                for found in await rows.at_seil_of(session, own_networks, now)
            ]
            return Board(
                is_seil=bool(own_networks),
                asks=asks,
                follow_ups=follow_ups,
                own=own,
                to_let=to_let,
                reports=[await report_of(session, found, report) for report, found in reports],
                year=await year_of(session, asker, now) if own_networks else None,
            )

    async def _own(self, session: AsyncSession, asker: Asker, now: datetime) -> list[OwnIntroduction]:
        found = await rows.open_of(session, asker.workspace_id, asker.user_id, now - SHOWN_FOR)
        return [own_line(one, await place_of(self._app, session, one)) for one in found]

    async def may_ask(self, asker: Asker) -> None:
        """Before the form opens. Raises Refused for whoever is no SEIL."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
        require(can_start(actor))

    async def ask(self, asker: Asker, command: AskIntroduction, now: datetime) -> Asked:
        """Ask each of the two alone: at once in posting hours, else at the next of their network."""
        faults = Faults()
        people = faults.of(check_people, asker.user_id, command.first_id, command.second_id)
        why = faults.of(check_why, command.why) or ""
        faults.check()
        first_id, second_id = people or ("", "")
        await self.may_ask(asker)
        await check_reachable(self._app, asker.workspace_id, [(first_id, FIRST), (second_id, SECOND)])
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            actor = await actor_of(self._app, session, asker)
            sides = await find_sides(session, asker.workspace_id, actor, first_id, second_id)
            if sides.swapped:
                first_id, second_id = second_id, first_id
            network = await network_rows.lock(session, asker.workspace_id, sides.first_network)
            for open_one in await rows.asking_by(session, asker.workspace_id, asker.user_id):
                if {first_id, second_id} == {open_one.first_id, open_one.second_id}:
                    raise Invalid("introductions.asked_already", SECOND)
            network_ctx = await network_context(self._app, session, network)
            other = await network_rows.network(session, asker.workspace_id, sides.second_network)
            other_place = await network_context(self._app, session, other)
            try:
                first_at, second_at = network_ctx.next_post(now), other_place.next_post(now)
                asked_at = max(first_at, second_at)
                last_day = last_day_to_answer(local_day(asked_at, network_ctx.zone), network_ctx.calendar)
                closes_at = closing_moment(last_day, network_ctx.calendar, network.posting_time, network_ctx.zone)
            except UnknownDate as error:
                raise Invalid("introductions.calendar_ends") from error
            found = Introduction(
                workspace_id=asker.workspace_id,
                network_id=sides.first_network,
                other_network_id=sides.second_network,
                seil_id=asker.user_id,
                first_id=first_id,
                second_id=second_id,
                why=why,
                asked_at=asked_at,
                closes_at=closes_at,
                seil_answer=SeilAnswer.AWAITED if sides.other_seils else "",
            )
            session.add(found)
            await session.flush()
            if sides.other_seils:
                for seil in sides.other_seils:
                    payload = {"introduction": found.id, "to": seil}
                    post_to_people(
                        session, other, ASK_SEIL, payload, [seil], now=now, due_at=second_at, expires_at=closes_at
                    )
                return Asked(first_id, second_id, last_day, at_seil=True)
            payload = {"introduction": found.id}
            post_to_people(session, network, ASK, payload, [first_id], now=now, due_at=first_at, expires_at=closes_at)
            post_to_people(session, other, ASK, payload, [second_id], now=now, due_at=second_at, expires_at=closes_at)
        return Asked(first_id, second_id, last_day)

    async def answer(self, asker: Asker, introduction_id: int, reply: Reply, now: datetime) -> tuple[Ask, Reply]:
        """Take one person's yes or no; the first answer counts. Returns the question and the answer that counts.

        What comes back is the same whatever the other one has answered.
        """
        async with self._app.database.write() as session:
            found, place = await locked(self._app, session, asker, introduction_id)
            ask = await ask_of(session, found, place, asker.user_id)
            is_first = asker.user_id == found.first_id
            given = found.first_answer if is_first else found.second_answer
            if given and found.status in ("asking", "introduced"):
                return ask, Reply(given)
            if found.status != "asking" or found.closes_at <= now or not is_asked(found):
                raise Gone("introductions.no_longer_open")
            if is_first:
                found.first_answer = reply
            else:
                found.second_answer = reply
            # Anything but two yeses ends on the last day, in the same words: sooner would tell one of them that the
            # other has said no.
            if upshot(found.first_answer, found.second_answer) is Upshot.AGREED:
                self._introduce(session, found, place, now)
            return ask, reply

    @staticmethod
    def _introduce(session: AsyncSession, found: Introduction, network_ctx: NetworkContext, now: datetime) -> None:
        at = network_ctx.next_post(now)
        found.status, found.introduced_at = "introduced", at
        people = [found.first_id, found.second_id, found.seil_id]
        post_to_people(session, network_ctx.network, INTRODUCE, {"introduction": found.id}, people, now=now, due_at=at)

    async def let(self, asker: Asker, introduction_id: int, reply: Reply, now: datetime) -> SeilQuestion:
        """The SEIL of the second person's network lets it go on, or not; a no ends it on its day, like no answer.

        Raises Refused for whoever is not their SEIL, and Gone where it is decided.
        """
        async with self._app.database.write() as session:
            found, place = await locked(self._app, session, asker, introduction_id)
            require(can_let_introduce(await actor_of(self._app, session, asker), found.other_network_id))
            if found.status != "asking" or found.seil_answer != SeilAnswer.AWAITED or found.closes_at <= now:
                raise Gone("introductions.no_longer_open")
            found.seil_answer, found.seil_answer_by_id = SeilAnswer(reply), asker.user_id
            other = await network_rows.network(session, asker.workspace_id, found.other_network_id)
            if reply is Reply.YES:
                await self._ask_both(session, found, place, await network_context(self._app, session, other), now)
            await settle_posts(session, other, (ASK_SEIL,), "introduction", found.id, now=now)
            return await seil_question(session, found, place)

    @staticmethod
    async def _ask_both(
        session: AsyncSession, found: Introduction, place: NetworkContext, other: NetworkContext, now: datetime
    ) -> None:
        """Ask each alone, with the full time to answer from now on."""
        first_at, second_at = place.next_post(now), other.next_post(now)
        found.asked_at = max(first_at, second_at)
        try:
            last_day = last_day_to_answer(local_day(found.asked_at, place.zone), place.calendar)
            found.closes_at = closing_moment(last_day, place.calendar, place.network.posting_time, place.zone)
        except UnknownDate as error:
            raise Invalid("introductions.calendar_ends") from error
        for person, network, at in (
            (found.first_id, place.network, first_at),
            (found.second_id, other.network, second_at),
        ):
            payload, until = {"introduction": found.id}, found.closes_at
            post_to_people(session, network, ASK, payload, [person], now=now, due_at=at, expires_at=until)

    async def withdraw(self, asker: Asker, introduction_id: int, now: datetime) -> tuple[str, str]:
        """Stop asking; the two hear nothing more of it. Returns who they are."""
        async with self._app.database.write() as session:
            found, _ = await locked(self._app, session, asker, introduction_id)
            if asker.user_id != found.seil_id:
                raise Refused("introductions.not_yours_to_withdraw")
            if found.status == "introduced":
                raise Gone("introductions.both_said_yes")
            if found.status == "closed":
                raise Gone("introductions.closed_already")
            found.status, found.first_answer, found.second_answer = "withdrawn", "", ""
            return found.first_id, found.second_id

    async def say_outcome(self, asker: Asker, introduction_id: int, outcome: Outcome, now: datetime) -> Pair:
        """Take what one of the two says about having met; the last word counts."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            found, network_ctx = await locked(self._app, session, asker, introduction_id)
            if not is_one_of(found, asker.user_id):
                raise Refused("introductions.not_yours_to_say")
            if found.status != "introduced":
                raise Gone("introductions.no_longer_open")
            if outcome != found.outcome:
                found.outcome, found.outcome_at = outcome, now
                await settle_posts(session, network_ctx.network, (FOLLOW_UP,), "introduction", found.id, now=now)
                if outcome is Outcome.MET:
                    await ask_both(session, found, network_ctx, About.USEFUL, now)
            return await pair_of(session, found, network_ctx)
