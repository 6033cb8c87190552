"""A joint group is started, its schools are asked and say yes for themselves, leave when they like, and it ends."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from domain.calendar import local_day
from domain.errors import Faults, Gone, Invalid
from domain.groups import (
    GROUP,
    MOST_PARTNERS,
    MOST_SEILS,
    NAME,
    WAITS,
    check_outcome,
    check_room,
    check_started,
    check_until,
    focus_of,
    is_open,
    waits,
)
from domain.networks import FOCUS_LIMIT, clean_name
from domain.policies import Role, can_join_group, can_lead_group, can_see_groups, can_start_group
from facts.groups import Asked, AskForm, GroupNews, GroupsBoard, SchoolAsk, StartForm
from services.access import Asker, actor_of, require, require_own
from services.audit import record
from services.context import AppContext, network_context
from services.delivery.outbox import post_in_channel, post_to_people, settle_posts
from services.groups.asking import ask_principals
from services.groups.ending import end
from services.groups.posts import ASKED, ENDING, JOINED, LEFT, OFFERED, ask_of, news_of
from services.groups.reading import asks_of, form_of, group_lines, leads_school, schools_to_ask
from services.groups.seats import follow
from services.leaders import chair_and_seils
from services.topics import titles_of, topics_of
from storage import groups as rows
from storage import networks as network_rows
from storage import rosters
from storage import schools as school_rows
from storage.models import Network, School
from storage.models.groups import GroupInvitation, JointGroup

NO_CHANNEL = "no_channel"
USUALLY = timedelta(days=182)


@dataclass(frozen=True)
class NewGroup:
    """What the form says, as typed. about: the key of a topic; partners: linked networks whose chairs are asked."""

    name: str
    about: str | None
    focus: str
    until: date | None
    partners: Sequence[str] = ()


class GroupService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def board(self, asker: Asker, network_id: int, now: datetime) -> GroupsBoard:
        """The groups that the asker is in, or leads schools into, and what their school is asked. Raises Refused."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            network = await network_rows.network(session, asker.workspace_id, network_id)
            require(can_see_groups(actor, network_id))
            may_start = not network.is_group and bool(can_start_group(actor, network_id))
            asks = await asks_of(session, network_id, actor, now)
            lines = await group_lines(session, network, actor)
            return GroupsBoard(network_id, network.name, tuple(lines), tuple(asks), may_start)

    async def start_form(self, asker: Asker, network_id: int, now: datetime) -> StartForm:
        """What the form opens with. Raises Refused."""
        async with self._app.database.read() as session:
            network = await network_rows.network(session, asker.workspace_id, network_id)
            require_own(network)
            require(can_start_group(await actor_of(self._app, session, asker), network_id))
            check_started(await rows.number_going_on(session, network_id), network.name)
            network_ctx = await network_context(self._app, session, network)
            today = local_day(now, network_ctx.zone)
            partners = tuple((n.id, n.name) for n in await self._partners(session, network))
        return StartForm(network_id, network.name, topics_of(self._app), partners, today + USUALLY)

    async def start(self, asker: Asker, network_id: int, form: NewGroup, now: datetime) -> AskForm:
        """Begin a group, and go on to whom to ask. Whoever begins it as a chair leads it, and their school is in.

        Raises Refused, and Invalid at the field.
        """
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            home = await network_rows.lock(session, asker.workspace_id, network_id)
            require_own(home)
            actor = await actor_of(self._app, session, asker)
            require(can_start_group(actor, network_id))
            check_started(await rows.number_going_on(session, network_id), home.name)
            today = local_day(now, (await network_context(self._app, session, home)).zone)
            faults = Faults()
            name = faults.of(clean_name, form.name, NAME) or ""
            if name and await rosters.name_taken(session, asker.workspace_id, name):
                faults.note("groups.wrong_name_taken", NAME)
            about = titles_of(self._app).get(form.about or "", "")
            focus = faults.of(focus_of, about, form.focus, FOCUS_LIMIT) or ""
            until = faults.of(check_until, form.until, today) or today
            faults.check()
            group = Network(
                workspace_id=asker.workspace_id,
                name=name,
                kind=GROUP,
                calendar=home.calendar,
                timezone=home.timezone,
                posting_time=home.posting_time,
                fiso_focus=focus,
                pulse_threshold=home.pulse_threshold,
                weekly_pulse=False,
                status="paused",
                status_reason=NO_CHANNEL,
                created_at=now,
                self_made=True,
            )
            session.add(group)
            await session.flush()
            session.add(
                JointGroup(workspace_id=group.workspace_id, network_id=group.id, founded_in_id=home.id, ends_on=until)
            )
            await session.flush()
            await self._first_people(session, group, home, asker, now)
            partners = {str(one.id): one for one in await self._partners(session, home)}
            for chosen in dict.fromkeys(form.partners):
                if chosen in partners:
                    await self._offer(session, group, partners[chosen], asker, now)
            details = {"in": home.name, "until": until.isoformat()}
            await self._record(session, asker, "started", group, details, now)
            actor = await actor_of(self._app, session, asker)
            found = await schools_to_ask(session, group, actor, now)
            return form_of(group, found, 0) or AskForm(group.id, group.name, ())

    async def ask_form(self, asker: Asker, joint_group_id: int, now: datetime) -> AskForm:
        """Which schools could be asked. Raises Refused, and Gone where the group has ended or none is left."""
        async with self._app.database.read() as session:
            actor = await actor_of(self._app, session, asker)
            group = await self._group(session, asker, joint_group_id)
            found = await schools_to_ask(session, group, actor, now)
            if not found:
                require(can_lead_group(actor, joint_group_id))
            if group.has_ended:
                raise Gone("groups.over", name=group.name)
        form = form_of(group, found, 0)
        if form is None:
            raise Gone("groups.nobody_to_ask")
        return form

    async def ask(
        self, asker: Asker, joint_group_id: int, school_ids: Collection[int], now: datetime, page: int = 0
    ) -> Asked:
        """Ask these schools' principals, each alone. One that the asker leads is in at once.

        page: of the form on which they were chosen; more of it may come. Raises Refused or Gone.
        """
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            group = await network_rows.lock(session, asker.workspace_id, joint_group_id)
            await rows.of(session, joint_group_id)
            actor = await actor_of(self._app, session, asker)
            could = await schools_to_ask(session, group, actor, now)
            if not could:
                require(can_lead_group(actor, joint_group_id))
            names = {id_: name for one in could for id_, name in one.schools}
            chosen = [id_ for id_ in dict.fromkeys(school_ids) if id_ in names]
            there = await network_rows.number_of_schools(session, joint_group_id)
            asked = await rows.asked_into(session, [joint_group_id], now - WAITS)
            waiting = [one for one, _ in asked if waits(one.asked_at, one.answer, one.ended_at, now)]
            check_room(there + len(waiting), len(chosen))
            joined, told = [], []
            for school in await school_rows.by_ids(session, chosen):
                if await leads_school(session, school, actor):
                    await self._join(session, group, school, asker, now)
                    joined.append(school.name)
                else:
                    await self._ask_school(session, group, school, asker, now)
                    told.append(school.name)
            if told:
                await self._record(session, asker, "asked", group, {"schools": sorted(told)}, now)
            has_channel, rest = group.channel_id is not None, form_of(group, could, page + 1)
            names_of = tuple(sorted(told)), tuple(sorted(joined))
            return Asked(joint_group_id, group.name, *names_of, has_channel, rest, page)

    async def answer(self, asker: Asker, group_invitation_id: int, *, yes: bool, now: datetime) -> SchoolAsk:
        """A principal says yes for their school, which is in from now on; or no, which nobody is told."""
        async with self._app.database.write() as session:
            asked = await rows.invitation(session, asker.workspace_id, group_invitation_id)
            group = await network_rows.lock(session, asker.workspace_id, asked.network_id)
            await session.refresh(asked)
            school = await session.get_one(School, asked.school_id)
            await self._require_principal(session, asker, school.id)
            if not is_open(asked.asked_at, asked.answer, asked.ended_at, now):
                raise Gone("groups.asking_gone")
            asked.answer, asked.answered_by_id = ("yes" if yes else "no"), asker.user_id
            await session.flush()
            if yes:
                await self._join(session, group, school, asker, now)
            await settle_posts(session, group, [ASKED], "invitation", asked.id, now=now)
            return await ask_of(session, asked, now)

    async def leave(self, asker: Asker, joint_group_id: int, school_id: int, now: datetime) -> GroupNews:
        """A principal lets their school leave; what it did in the group stays, open to its people."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            group = await network_rows.lock(session, asker.workspace_id, joint_group_id)
            await rows.of(session, joint_group_id)
            await self._require_principal(session, asker, school_id)
            school = await school_rows.in_network(session, joint_group_id, school_id)
            leading = await chair_and_seils(session, joint_group_id)
            await school_rows.leave(session, joint_group_id, [school_id], now)
            await follow(session, group, now)
            await self._tell(session, group, school, LEFT, asker, leading, now)
            await self._record(session, asker, "left", group, {"school": school_id}, now)
            return await news_of(session, group, school)

    async def lead_form(self, asker: Asker, joint_group_id: int) -> GroupNews:
        """What the forms to extend and to end it open with. Raises Refused or Gone."""
        async with self._app.database.read() as session:
            require(can_lead_group(await actor_of(self._app, session, asker), joint_group_id))
            group = await self._group(session, asker, joint_group_id)
            if group.has_ended:
                raise Gone("groups.over", name=group.name)
            return await news_of(session, group)

    async def extend(self, asker: Asker, joint_group_id: int, until: date | None, now: datetime) -> GroupNews:
        """Give it another last day. Raises Refused, Gone, and Invalid at the field."""
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            group, found = await self._led(session, asker, joint_group_id)
            network_ctx = await network_context(self._app, session, group)
            before, found.ends_on = found.ends_on, check_until(until, local_day(now, network_ctx.zone))
            await session.flush()
            await settle_posts(session, group, [ENDING], "group", joint_group_id, now=now)
            details = {"until": [before.isoformat(), found.ends_on.isoformat()]}
            await self._record(session, asker, "extended", group, details, now)
            return await news_of(session, group)

    async def end(self, asker: Asker, joint_group_id: int, outcome: str, now: datetime) -> GroupNews:
        """End it, with a line of what came of it. Raises Refused, Gone, and Invalid at the field."""
        said = check_outcome(outcome)
        async with self._app.database.write(
            once=asker.request_key, workspace_id=asker.workspace_id, now=now
        ) as session:
            group, found = await self._led(session, asker, joint_group_id)
            await end(session, await network_context(self._app, session, group), found, said, now)
            await self._record(session, asker, "ended", group, {}, now)
            return await news_of(session, group)

    async def _partners(self, session: AsyncSession, network: Network) -> list[Network]:
        linked = await rows.linked_with(session, network.id)
        found = [await network_rows.network(session, network.workspace_id, id_) for id_ in sorted(linked)]
        return sorted(found, key=lambda one: one.name.casefold())[:MOST_PARTNERS]

    async def _first_people(
        self, session: AsyncSession, group: Network, home: Network, asker: Asker, now: datetime
    ) -> None:
        """Whoever begins it: as a SEIL they are its SEIL; as a chair they lead it, beside their network's SEIL."""
        seils = await network_rows.people_with_role(session, home.id, Role.SEIL)
        if asker.user_id in seils:
            await rosters.give(session, group, asker.user_id, Role.SEIL, None, now)
            return
        for seil in seils[:MOST_SEILS]:
            await rosters.give(session, group, seil, Role.SEIL, None, now)
            post_to_people(session, group, "networks.roles_given", {"person": seil}, [seil], now=now)
        own = next(
            (
                m.school_id
                for m in await rosters.held_by(session, home.id, asker.user_id)
                if m.school_id is not None and m.role in rosters.LEADING_A_SCHOOL
            ),
            None,
        )
        if own is None:
            raise Invalid("groups.chair_without_school", NAME)
        await school_rows.join(session, group, own, now)
        await follow(session, group, now)
        await rosters.give(session, group, asker.user_id, Role.CHAIR, own, now)

    async def _offer(
        self, session: AsyncSession, group: Network, partner: Network, asker: Asker, now: datetime
    ) -> None:
        network_ctx = await network_context(self._app, session, partner)
        for chair in await network_rows.people_with_role(session, partner.id, Role.CHAIR):
            payload = {"group": group.id, "network": partner.id, "by": asker.user_id, "to": chair}
            post_to_people(session, group, OFFERED, payload, [chair], now=now, due_at=network_ctx.next_post(now))

    async def _ask_school(
        self, session: AsyncSession, group: Network, school: School, asker: Asker, now: datetime
    ) -> None:
        asked = GroupInvitation(
            workspace_id=group.workspace_id,
            network_id=group.id,
            school_id=school.id,
            asked_by_id=asker.user_id,
            asked_at=now,
        )
        session.add(asked)
        await session.flush()
        await ask_principals(self._app, session, group, asked, now)

    async def _join(self, session: AsyncSession, group: Network, school: School, asker: Asker, now: datetime) -> None:
        check_room(await network_rows.number_of_schools(session, group.id), 1)
        await school_rows.join(session, group, school.id, now)
        homes = (await rows.homes_of(session, [school.id])).get(school.id, [])
        # Nobody's answers are told from fewer than at home.
        group.pulse_threshold = max([group.pulse_threshold, *(home.pulse_threshold for home in homes)])
        await follow(session, group, now)
        leading = await chair_and_seils(session, group.id)
        await self._tell(session, group, school, JOINED, asker, leading, now)
        await self._record(session, asker, "joined", group, {"school": school.id}, now)

    async def _tell(
        self,
        session: AsyncSession,
        group: Network,
        school: School,
        kind: str,
        asker: Asker,
        leading: Sequence[str],
        now: datetime,
    ) -> None:
        """Those who lead the group, and the chair of the school's own network; and the group's channel."""
        homes = (await rows.homes_of(session, [school.id])).get(school.id, [])
        chairs = [p for home in homes for p in await network_rows.people_with_role(session, home.id, Role.CHAIR)]
        payload = {"group": group.id, "school": school.id}
        for person in dict.fromkeys([*leading, *chairs]):
            if person != asker.user_id:
                post_to_people(session, group, kind, payload, [person], now=now)
        post_in_channel(session, group, kind, payload, now=now)

    async def _require_principal(self, session: AsyncSession, asker: Asker, school_id: int) -> None:
        """Raises Refused for whoever does not lead the school in one of its own networks."""
        homes = (await rows.homes_of(session, [school_id])).get(school_id, [])
        principals = await rosters.principals(session, school_id)
        actor = await actor_of(self._app, session, asker)
        require(can_join_group(actor, [network.id for network in homes], principals))

    async def _group(self, session: AsyncSession, asker: Asker, joint_group_id: int) -> Network:
        await rows.of(session, joint_group_id)
        return await network_rows.network(session, asker.workspace_id, joint_group_id)

    async def _led(self, session: AsyncSession, asker: Asker, joint_group_id: int) -> tuple[Network, JointGroup]:
        require(can_lead_group(await actor_of(self._app, session, asker), joint_group_id))
        group = await network_rows.lock(session, asker.workspace_id, joint_group_id)
        found = await rows.of(session, joint_group_id)
        await session.refresh(found)
        return group, found

    async def _record(
        self,
        session: AsyncSession,
        asker: Asker,
        what: str,
        group: Network,
        details: Mapping[str, object],
        now: datetime,
    ) -> None:
        action = f"groups.{what}"
        await record(session, asker.workspace_id, asker.user_id, action, group.name, details, now=now)
