"""Recording what came of a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Faults, Gone, Invalid
from domain.policies import can_record_minutes
from facts.meeting_wishes import Recorded
from facts.meetings import MeetingFacts, MinutesDraft, SchoolChoice
from prompts.meetings.forms import MOST_MINUTES, Field, row_field
from services.access import Asker, actor_of, require
from services.actions import record
from services.context import AppContext, network_context
from services.delivery.outbox import post_in_channel, refresh_post, settle_posts
from services.meetings.announcing import MINUTES, MINUTES_AGAIN, MINUTES_DUE, can_post, refresh_card
from services.meetings.facts import facts_of, require_open
from services.meetings.occasions import minutes_questions
from storage import meetings as meeting_rows
from storage import networks as network_rows
from storage import occasions as occasion_rows
from storage.models import Network
from storage.models.meetings import Attendance, Meeting
from storage.overwriting import overwrites


@dataclass(frozen=True)
class ActionLine:
    """One row of the form, `number` from 1; a row in which nothing was typed and nobody chosen is left out."""

    number: int
    what: str
    owner_id: str | None
    due_on: date | None


@dataclass(frozen=True)
class MinutesWritten:
    """held: None where that was not said. again: puts right what is written already; the actions stay as they are."""

    held: bool | None
    summary: str = ""
    decisions: str = ""
    school_ids: Sequence[int] = ()
    actions: Sequence[ActionLine] = ()
    again: bool = False


class MinutesService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def start(self, asker: Asker, meeting_id: int, now: datetime) -> MinutesDraft:
        """What the form opens with. Raises Refused, or Gone where no minutes are wanted."""
        async with self._app.database.read() as session:
            meeting = await meeting_rows.by_id(session, asker.workspace_id, meeting_id)
            network = await self._network(session, asker, meeting)
            _require_started(meeting, now)
            schools = await network_rows.schools(session, network.id)
            coming = await meeting_rows.schools_coming(session, meeting.id)
        return MinutesDraft(
            facts=facts_of(meeting, network),
            schools=[SchoolChoice(school.id, school.name) for school in schools],
            expected=[school.id for school in schools if school.id in coming],
        )

    async def reopen(self, asker: Asker, meeting_id: int) -> MinutesDraft:
        """The minutes as they are written, to be put right. Raises Refused, or Gone where there are none."""
        async with self._app.database.read() as session:
            meeting = await meeting_rows.by_id(session, asker.workspace_id, meeting_id)
            network = await self._network(session, asker, meeting)
            _require_written(meeting)
            schools = await network_rows.schools(session, network.id)
            there = await meeting_rows.schools_attended(session, meeting.id)
        return MinutesDraft(
            facts=facts_of(meeting, network),
            schools=[SchoolChoice(school.id, school.name) for school in schools],
            expected=[school.id for school in there if school.id in {one.id for one in schools}],
            summary=meeting.summary,
            decisions=meeting.decisions,
            again=True,
        )

    async def oldest_missing(self, asker: Asker, network_id: int, now: datetime) -> int:
        """The id of the meeting whose minutes have been missing longest. Raises Refused, or Gone for none."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            require(can_record_minutes(await actor_of(self._app, session, asker), network.id))
            found = await meeting_rows.without_minutes(session, network.id, now)
        if not found:
            raise Gone("meetings.wrong_no_minutes_due")
        return found[0].id

    async def save(self, asker: Asker, meeting_id: int, written: MinutesWritten, now: datetime) -> Recorded:
        """Keep the minutes, record the actions and post it all; or note that the meeting was not held.

        Raises Refused, Gone, or Invalid naming the form's field.
        """
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            meeting = await meeting_rows.by_id(session, asker.workspace_id, meeting_id)
            await self._network(session, asker, meeting)
            network = await network_rows.lock(session, asker.workspace_id, meeting.network_id)
            meeting = await meeting_rows.by_id(session, asker.workspace_id, meeting_id, lock=True)
            if written.again:
                return await self._put_right(session, network, meeting, written, asker.user_id, now)
            _require_started(meeting, now)
            if written.held is None:
                raise Invalid("meetings.wrong_held", Field.HELD)
            meeting.minutes_by, meeting.minutes_at = asker.user_id, now
            meeting.status = "held" if written.held else "not_held"
            if written.held:
                await self._keep(session, network, meeting, written, asker.user_id, now)
                post_in_channel(session, network, MINUTES, {"meeting": meeting.id}, now=now)
            await settle_posts(session, network, (MINUTES_DUE, MINUTES_AGAIN), "meeting", meeting.id, now=now)
            await refresh_card(session, network, meeting, now)
            await session.flush()
            return Recorded(
                network_id=network.id,
                meeting=facts_of(meeting, network),
                held=written.held,
                in_channel=can_post(network),
                more_wanted=await meeting_rows.number_in_term(session, network.id, meeting.term) < network.min_meetings,
            )

    async def set_right(self, asker: Asker, meeting_id: int, now: datetime) -> MeetingFacts:
        """Take back that the meeting did not take place; returns it. Raises Refused, or Gone where nobody said so.

        Whoever sets it right is offered the minutes at once, so what was missed meanwhile is not asked for any more.
        """
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            meeting = await meeting_rows.by_id(session, asker.workspace_id, meeting_id)
            await self._network(session, asker, meeting)
            network = await network_rows.lock(session, asker.workspace_id, meeting.network_id)
            meeting = await meeting_rows.by_id(session, asker.workspace_id, meeting_id, lock=True)
            if meeting.status == "booked":
                raise Gone("meetings.wrong_counts_already")
            if meeting.status != "not_held":
                require_open(meeting)
            meeting.status, meeting.minutes_by, meeting.minutes_at = "booked", None, None
            place = await network_context(self._app, session, network)
            for due in minutes_questions(place, meeting):
                if due.at <= now:
                    reason = "the meeting was marked as not held at that time"
                    await occasion_rows.note_once(session, network, due.kind, due.key, now, skipped=reason)
            await refresh_card(session, network, meeting, now)
            return facts_of(meeting, network)

    async def _put_right(
        self, session: AsyncSession, network: Network, meeting: Meeting, written: MinutesWritten, by: str, now: datetime
    ) -> Recorded:
        """Write the minutes anew, and replace them where they were posted."""
        _require_written(meeting)
        before, meeting.minutes_by, meeting.minutes_at = meeting.minutes_by, by, now
        # A school that has left the network since was there all the same.
        here = [school.id for school in await network_rows.schools(session, network.id)]
        await self._keep_attendance(session, meeting, set(here), set(written.school_ids), before)
        await meeting_rows.forget_attendance(session, meeting.id, here)
        await self._keep(session, network, meeting, replace(written, actions=()), by, now)
        posted = await meeting_rows.delivery_of_minutes(session, meeting, MINUTES)
        if posted is not None:
            await refresh_post(session, network, MINUTES, {"meeting": meeting.id}, posted, now=now)
        return Recorded(
            network_id=network.id,
            meeting=facts_of(meeting, network),
            held=True,
            in_channel=posted is not None and can_post(network),
            more_wanted=False,
            again=True,
        )

    @staticmethod
    async def _keep_attendance(
        session: AsyncSession, meeting: Meeting, here: set[int], there_now: set[int], by: str | None
    ) -> None:
        """Under a legal hold who was there is kept as it was first recorded, like what was written."""
        schools = await meeting_rows.schools_attended(session, meeting.id)
        if {school.id for school in schools} & here != there_now:
            overwrites(session.sync_session, meeting, "attendance", ", ".join(one.name for one in schools), by)

    async def _keep(
        self,
        session: AsyncSession,
        network: Network,
        meeting: Meeting,
        written: MinutesWritten,
        by: str,
        now: datetime,
    ) -> None:
        faults = Faults()
        meeting.summary = faults.of(_text, written.summary, Field.SUMMARY) or ""
        meeting.decisions = faults.of(_text, written.decisions, Field.DECISIONS) or ""
        if not written.summary.strip():
            faults.note("meetings.wrong_summary", Field.SUMMARY)
        known = {school.id for school in await network_rows.schools(session, network.id)}
        if not known.issuperset(written.school_ids):
            faults.note("meetings.wrong_school", Field.SCHOOLS)
        for school_id in dict.fromkeys(written.school_ids):
            session.add(Attendance(workspace_id=meeting.workspace_id, meeting_id=meeting.id, school_id=school_id))
        for line in written.actions:
            with faults.noted(partial(_in_row, line.number)):
                await self._record_action(session, network, meeting, line, by, now)
        faults.check()

    async def _record_action(
        self, session: AsyncSession, network: Network, meeting: Meeting, line: ActionLine, by: str, now: datetime
    ) -> None:
        await record(
            session,
            network,
            what=line.what,
            owner_id=line.owner_id,
            due_on=line.due_on,
            created_by=by,
            now=now,
            source="meeting",
            source_id=meeting.id,
            missing={
                Field.WHAT: "meetings.wrong_action",
                Field.OWNER: "meetings.wrong_owner",
                Field.DUE: "meetings.wrong_due",
            },
        )

    async def _network(self, session: AsyncSession, asker: Asker, meeting: Meeting) -> Network:
        actor = await actor_of(self._app, session, asker)
        require(can_record_minutes(actor, meeting.network_id))
        return await network_rows.network(session, asker.workspace_id, meeting.network_id)


def _in_row(number: int, field: str | None) -> str:
    """The name of an action's field in its row of the form."""
    return row_field(Field(field or Field.WHAT), number)


def _require_started(meeting: Meeting, now: datetime) -> None:
    require_open(meeting)
    if meeting.starts_at > now:
        raise Gone("meetings.wrong_still_to_come")


def _require_written(meeting: Meeting) -> None:
    if meeting.status != "held":
        raise Gone("meetings.wrong_no_minutes_yet")


def _text(typed: str, field: Field) -> str:
    if len(typed) > MOST_MINUTES:
        raise Invalid("meetings.wrong_too_long", field, number=MOST_MINUTES)
    return typed.strip()
