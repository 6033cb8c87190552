"""Most planners are asked only where a network has something of theirs; nothing falls due otherwise because of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import wraps

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from services import gather
from services.context import AppContext, NetworkContext
from services.schedule import Due, Plan, ScheduleService, Where
from services.stories import occasions as stories
from storage.actions import PULSE
from storage.models import Membership, Network, SchoolMembership
from storage.models.actions import Action
from storage.models.agreements import SharingSchool, SharingStep
from storage.models.assessments import AssessmentRound
from storage.models.bulletins import Bulletin, BulletinCopy, BulletinQuestion
from storage.models.groups import GroupInvitation, JointGroup
from storage.models.help_requests import HelpRequest
from storage.models.network_links import NetworkLink
from storage.models.pulses import Pulse
from tests.handlers.summary_story import tell_story
from tests.house import House, melbourne, open_house
from tests.loading import person_id

REGISTER = gather()


async def live(house: House) -> None:
    """Beside what a summary tells of: whatever else planners look at."""
    await tell_story(house)
    network = await house.network()
    own = {"workspace_id": network.workspace_id, "network_id": network.id}
    asked, chair, seil = melbourne("2026-05-11 10:00"), person_id("UCHAIR"), person_id("USEIL")
    later = melbourne("2026-08-03 10:00")
    group = Network(workspace_id=network.workspace_id, name="Writing", kind="group", created_at=asked)
    notice, undecided = (
        Bulletin(
            workspace_id=network.workspace_id,
            author_id=seil,
            approver_id=chair,
            title="Excursions",
            words="New form",
            to=[],
            goes_on=date(2026, 6, 16),
            status=status,
            written_at=asked,
        )
        for status in ("approved", "proposed")
    )
    promised = {"what": "Share it", "owner_id": chair, "created_by": chair, "created_at": asked, "due_set_at": asked}
    async with house.database.write() as session:
        school = await session.scalar(
            select(SchoolMembership.school_id).where(SchoolMembership.network_id == network.id)
        )
        pulse = await session.scalar(select(Pulse.id).where(Pulse.network_id == network.id))
        of_pulse = {"source": PULSE, "source_id": pulse}
        untold = update(AssessmentRound).where(AssessmentRound.half_year == "2025-S2").values(untold=True)
        await session.execute(untold)
        session.add_all([group, notice])
        await session.flush()
        copy = BulletinCopy(**own, bulletin_id=notice.id, due_on=notice.goes_on)
        session.add(copy)
        await session.flush()
        session.add_all(
            [
                JointGroup(workspace_id=network.workspace_id, network_id=group.id, ends_on=date(2026, 11, 2)),
                BulletinQuestion(
                    workspace_id=network.workspace_id,
                    copy_id=copy.id,
                    asked_by_id=chair,
                    words="By when?",
                    asked_at=asked,
                ),
                Membership(**own, person_id=seil, role="central", since=asked, until=melbourne("2026-06-02 10:00")),
                undecided,
                HelpRequest(**own, asked_by_id=chair, about="other", words="Who knows?", asked_at=asked),
                Action(**own, **promised, due_on=date(2026, 7, 20), status="open"),
                Action(**own, **promised, due_on=date(2026, 6, 1), status="done", done_at=asked, **of_pulse),
                SchoolMembership(workspace_id=network.workspace_id, network_id=group.id, school_id=school, since=asked),
                SharingStep(**own, step=3, proposed_by=chair, proposed_at=later),
                SharingStep(
                    **own,
                    step=2,
                    proposed_by=chair,
                    proposed_at=asked,
                    agreed_by=seil,
                    agreed_at=asked,
                    holds_from=asked,
                ),
                GroupInvitation(
                    workspace_id=network.workspace_id,
                    network_id=group.id,
                    school_id=school,
                    asked_by_id=seil,
                    asked_at=asked,
                ),
                Membership(
                    **own,
                    person_id=chair,
                    role="member",
                    school_id=school,
                    since=asked,
                    until=melbourne("2026-06-01 10:00"),
                ),
                Membership(**own, person_id=person_id("UHADDAD"), role="seil", since=later),
                SharingSchool(**own, school_id=school, step=1, since=asked),
                NetworkLink(
                    workspace_id=network.workspace_id,
                    network_id=(await house.network("Moonee Valley")).id,
                    other_network_id=network.id,
                    asked_at=asked,
                ),
                Membership(**own, person_id=seil, role="member", school_id=school, since=later),
                Membership(**own, person_id=person_id("UWALSH"), role="area_director", since=asked),
            ]
        )


def noting(plan: Plan, found_by: set[Plan]) -> Plan:
    """The planner, asked always; notes it where it found something."""

    @wraps(plan)
    async def asked(
        app: AppContext, session: AsyncSession, network_ctx: NetworkContext, since: datetime, until: datetime
    ) -> Sequence[Due]:
        found = await plan(app, session, network_ctx, since, until)
        if found:
            found_by.add(plan)
        return found

    return asked


async def test_nothing_falls_due_otherwise_because_planners_are_not_asked(database_url: str) -> None:
    async with open_house(database_url, melbourne("2026-06-09 12:00")) as house:
        await live(house)
        # Whether anybody reads stories is asked by the condition alone.
        gated = [each for each in REGISTER.planners if isinstance(each, Where) and each.plan is not stories.plan]
        found_by: set[Plan] = set()
        always = [
            noting(each.plan, found_by) if isinstance(each, Where) and each in gated else each
            for each in REGISTER.planners
        ]
        every = ScheduleService(house.services.app, always, REGISTER.fires)
        for name, days in (("Merri-bek", 13), ("Moonee Valley", 140), ("Writing", 140)):
            since = melbourne("2026-04-20 10:00")
            while since < melbourne("2027-06-01 10:00"):
                until = since + timedelta(days=days)
                found = await every.agenda(name, since, until)
                assert found == await house.services.schedule.agenda(name, since, until), f"{name}, {since}"
                since = until
        assert {each.plan for each in gated} == found_by, "each of them has had something to tell"
