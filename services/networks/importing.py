"""Loading many networks from two CSV files; where one row is wrong, nothing of them.

The members file is the whole roster of the networks in the networks file: roles and schools that it does not
name end (they stay as history). Networks that the networks file does not name stay as they are, and so do the
settings that no column holds. The same files again change nothing. Of people,
only a principal is told: of somebody new at the school that they lead, which they can end.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.people import Standing
from domain.progress import Progress, unseen
from services.audit import COMMAND_LINE, record
from services.chat_ids import ChatIds
from services.context import AppContext
from services.networks.choices import zone_called
from services.networks.people_in_lines import in_the_chats_ids
from services.networks.people_lookup import Pause, PeopleLookup
from services.networks.roster_changes import Changes, ImportRefused
from services.networks.roster_files import MemberRow, NetworkRow, Problem, Rows, SourceFile, read_rows
from services.networks.roster_merge import RosterMerge
from services.networks.roster_networks import NetworksMerge, choose
from services.networks.roster_schools import look_up, meant_twice, numbers_in, read_schools
from services.networks.sides import people_on_both_sides, rows_on_both_sides
from services.ports import Account, Messenger
from storage import networks as network_rows
from storage import people as people_rows
from storage import schools as school_rows
from storage.calendars import CalendarError, UnknownCalendar
from storage.database import NEW_WORK
from storage.models import Network, Workspace
from storage.schools import NO_SCHOOLS

MOST_ROWS = 500
"""So many rows of members are taken over in one transaction, which takes a fraction of a second."""
LET_OTHERS_SECONDS = 0.25
"""Between two transactions: SQLite looks every tenth of a second whether it may write."""
MERGING = "Taking networks over"


class NetworkImport:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def load(
        self,
        networks: SourceFile,
        members: SourceFile,
        now: datetime,
        *,
        workspace_id: int | None,
        chat_ids: ChatIds,
        chat: str = "slack",
        messenger: Messenger | None = None,
        slack_reason: str = "",
        dry_run: bool = False,
        progress: Progress = unseen,
        pause: Pause = asyncio.sleep,
    ) -> Changes:
        """Take both files over. Raises ImportRefused with every problem, before anything is changed.

        Where there are many rows, some networks at a time, with a moment for others in between: a transaction keeps
        whoever changes something waiting. Stopped half-way, it is completed by loading the same files again.

        workspace_id: ours; None for the one workspace there is in the chat, or a new one that the bot claims when it
        first speaks with it. chat_ids: how the chat writes ids. messenger: who asks it about people; without one
        whoever speaks in the workspace. slack_reason: why the chat cannot be asked for e-mail
        addresses; empty where it can. dry_run: do everything but keep it. pause: how to wait when the chat asks for
        it, in seconds.
        """
        rows = read_rows(networks, members, chat_ids)
        rows.networks = self._placed(networks.name, rows.networks, rows.problems)
        workspace_id = await self._there_is(workspace_id, chat)
        if messenger is None and not slack_reason:
            messenger = await self._app.messenger(workspace_id or 0)
        people = await self._people(
            members.name, rows, workspace_id, chat_ids, messenger, slack_reason, pause, progress
        )
        if not rows.problems:
            rows.problems += _same_person_twice(members.name, rows.members, people)
            rows.problems += rows_on_both_sides(members.name, rows.members, people)
        if rows.problems:
            raise ImportRefused(rows.problems)
        async with self._app.database.read() as session:
            problems = await _clashes(session, workspace_id, networks.name, members.name, rows, people)
        if problems:
            raise ImportRefused(problems)
        changes, ids = Changes(), dict[str, int]()
        if dry_run:
            async with self._app.database.write() as session:
                await _take_over(
                    self._app, session, workspace_id, chat, rows, rows.networks, people, ids, changes, progress, now
                )
                await session.rollback()
            return changes
        for number, part in enumerate(_parts(rows)):
            if number:
                await pause(LET_OTHERS_SECONDS)
            async with self._app.database.write() as session:
                workspace_id = await _take_over(
                    self._app, session, workspace_id, chat, rows, part, people, ids, changes, progress, now
                )
                session.info[NEW_WORK] = True
        return changes

    async def _there_is(self, workspace_id: int | None, chat: str) -> int | None:
        """The workspace that is meant where none is named."""
        if workspace_id is not None:
            return workspace_id
        async with self._app.database.read() as session:
            unclaimed = await network_rows.unclaimed_workspace(session, chat)
            found = unclaimed or await network_rows.only_workspace(session, chat)
            return found.id if found is not None else None

    def _placed(self, file: str, rows: Sequence[NetworkRow], problems: list[Problem]) -> list[NetworkRow]:
        """The rows with the names of their calendars and zones; an empty zone is the calendar's."""
        placed = []
        broken: set[str] = set()
        for row in rows:
            name = self._app.find_calendar(row.calendar)
            zone = row.timezone
            try:
                calendar = self._app.calendar(name)
                zone = zone or calendar.timezone
            except UnknownCalendar:
                known = ", ".join(self._app.calendar_names())
                what = f"“{row.calendar}” is no school calendar that I know." if row.calendar else "It has no calendar."
                problems.append(Problem(file, row.line, what, f"Use one of: {known}."))
            except CalendarError as error:
                if name not in broken:  # said once: it is one file that has to be corrected
                    what = f"The school calendar “{name}” cannot be used: {error}"
                    problems.append(Problem(file, row.line, what, "Then import again."))
                broken.add(name)
            found = zone_called(zone)
            if zone and found is None:
                what = f"“{row.timezone}” is no time zone."
                problems.append(Problem(file, row.line, what, "Write it as Australia/Melbourne."))
            placed.append(replace(row, calendar=name, timezone=found or zone))
        return placed

    async def _people(
        self,
        file: str,
        rows: Rows,
        workspace_id: int | None,
        chat_ids: ChatIds,
        messenger: Messenger | None,
        slack_reason: str,
        pause: Pause,
        progress: Progress,
    ) -> dict[str, str]:
        """The chat's id of each person in the file: addresses are looked up, and ids too where it can be asked."""
        async with self._app.database.read() as session:
            workspace = None if workspace_id is None else await session.get_one(Workspace, workspace_id)
            known = await _known(session, workspace.id) if workspace else frozenset()
        own = workspace.bot_user_id if workspace else None
        channels = [row.channel_id for row in rows.networks if row.channel_id]
        lookup = PeopleLookup(file, chat_ids, own, known, channels, progress, pause)
        if messenger is not None and not slack_reason:
            return await lookup.find(messenger, rows.members, rows.problems)
        people = {row.person: row for row in reversed(rows.members) if row.person}
        if own in people:
            rows.problems.append(lookup.cannot(people[own], Account(own, "", Standing.APP)))
        for row in rows.members:
            if "@" in row.person:
                rows.problems.append(
                    Problem(
                        file,
                        row.line,
                        f"{row.person} cannot be looked up: {slack_reason}.",
                        f"{chat_ids.instead}, or let the bot reach {chat_ids.title} (cop-bot doctor says how).",
                    )
                )
                break
        return {person: person for person in people}


def _parts(rows: Rows) -> Iterator[list[NetworkRow]]:
    """The networks in groups, each with about MOST_ROWS rows of members, or with one network that has more."""
    sizes = Counter(member.network for member in rows.members)
    part: list[NetworkRow] = []
    for row in rows.networks:
        if part and sum(sizes[one.name] for one in part) + sizes[row.name] > MOST_ROWS:
            yield part
            part = []
        part.append(row)
    yield part


async def _clashes(
    session: AsyncSession,
    workspace_id: int | None,
    networks_file: str,
    members_file: str,
    rows: Rows,
    people: Mapping[str, str],
) -> list[Problem]:
    """What in the files does not fit what the database holds. Nothing is changed before all of it is known."""
    if workspace_id is None:
        return []
    workspace = await session.get_one(Workspace, workspace_id)
    ids = {
        chat_id: person.id
        for chat_id, person in (await people_rows.known(session, workspace.id, people.values())).items()
    }
    chosen, problems = choose(await network_rows.all_networks(session, workspace.id), networks_file, rows.networks)
    if problems:
        return problems
    named = {member.network for member in rows.members}
    for row, network in zip(rows.networks, chosen, strict=True):
        if network is not None and row.name not in named and await network_rows.memberships(session, network.id):
            problems.append(
                Problem(
                    networks_file,
                    row.line,
                    f"{row.name} has people now, and no row in {members_file}.",
                    "Give its rows there, or take the network out of this file.",
                )
            )
    problems = problems or await _schools_that_clash(session, workspace.id, members_file, rows, chosen)
    replaced = {network.id for network in chosen if network is not None}
    return problems or await people_on_both_sides(
        session,
        workspace.id,
        members_file,
        rows.members,
        {named: ids[chat_id] for named, chat_id in people.items() if chat_id in ids},
        without=replaced,
    )


async def _schools_that_clash(
    session: AsyncSession, workspace_id: int, file: str, rows: Rows, chosen: Sequence[Network | None]
) -> list[Problem]:
    """Rows that cannot be meant as they stand, given which school each means."""
    vouched = {network.id for network in chosen if network is not None}
    by_network: dict[str, list[MemberRow]] = {row.name: [] for row in rows.networks}
    for member in rows.members:
        by_network[member.network].append(member)
    readings = []
    for row, network in zip(rows.networks, chosen, strict=True):
        theirs = by_network[row.name]
        roll = await school_rows.roll(session, network.id) if network is not None else NO_SCHOOLS
        listed = await look_up(session, workspace_id, theirs, roll)
        readings.append(read_schools(file, network, theirs, roll, listed, vouched))
    problems = [problem for reading in readings for problem in reading.problems]
    return sorted([*problems, *meant_twice(file, readings)], key=lambda problem: problem.line)


async def _take_over(
    app: AppContext,
    session: AsyncSession,
    workspace_id: int | None,
    chat: str,
    rows: Rows,
    part: Sequence[NetworkRow],
    people: Mapping[str, str],
    ids: dict[str, int],
    changes: Changes,
    progress: Progress,
    now: datetime,
) -> int:
    """Take these networks' people over; the first time, all networks before them. Adds to `changes` and `ids`.

    Returns our id of the workspace.
    """
    workspace = await _workspace(session, workspace_id, chat)
    done = Changes()
    if not ids:
        merged = await NetworksMerge(app, session, workspace, now, done).apply(rows.networks)
        ids |= {row.name: network.id for row, network in zip(rows.networks, merged, strict=True)}
    moved: dict[str, tuple[int, int]] = {}
    numbers = numbers_in(rows.members)
    theirs: dict[str, list[MemberRow]] = {row.name: [] for row in part}
    for member in rows.members:
        if member.network in theirs:
            theirs[member.network].append(member)
    every = {people[member.person] for members in theirs.values() for member in members if member.person}
    ours = await people_rows.ensure(session, workspace.id, every)
    who = {named: ours[chat_id] for named, chat_id in people.items() if chat_id in ours}
    for number, row in enumerate(part, start=rows.networks.index(part[0]) if part else 0):
        progress(MERGING, number, len(rows.networks))
        network = await session.get_one(Network, ids[row.name])
        merge = RosterMerge(session, network, who, now, numbers - numbers_in(theirs[row.name]), ids.values())
        added, changed, ended = await merge.apply(theirs[row.name])
        if any(merge.people):
            moved[network.name] = merge.people
        done.add(added, changed, ended)
        done.count(network.name, len(added), len(changed), len(ended))
    if done:
        # What a part changed is audited with it: another part may never come.
        details = {"added": done.added, "changed": done.changed, "ended": done.ended, "people": moved}
        await record(session, workspace.id, COMMAND_LINE, "networks.imported", details=details, now=now)
    added, changed, ended = [
        await in_the_chats_ids(session, workspace.id, each) for each in (done.added, done.changed, done.ended)
    ]
    changes.take(Changes(added, changed, ended, done.networks))
    return workspace.id


async def _known(session: AsyncSession, workspace_id: int) -> frozenset[str]:
    """Those who hold a role in the workspace, by the chat's ids."""
    held = await network_rows.memberships_of_workspace(session, workspace_id)
    found = await people_rows.of_ids(session, workspace_id, [membership.person_id for membership, _ in held])
    return frozenset(person.chat_id for person in found.values())


async def _workspace(session: AsyncSession, workspace_id: int | None, chat: str) -> Workspace:
    if workspace_id is not None:
        return await session.get_one(Workspace, workspace_id)
    found = Workspace(chat=chat)
    session.add(found)
    await session.flush()
    return found


def _same_person_twice(file: str, rows: Sequence[MemberRow], people: dict[str, str]) -> list[Problem]:
    """Rows that give one person the same role twice, once by id and once by e-mail address."""
    seen: dict[tuple[str, str, str], int] = {}
    found = []
    for row in rows:
        if row.role is None:
            continue
        key = (row.network, people[row.person], row.role.value)
        if key in seen:
            found.append(
                Problem(
                    file,
                    row.line,
                    f"{row.person} is the same person as in line {seen[key]}, with the same role.",
                    "Keep one of the two rows.",
                )
            )
        seen.setdefault(key, row.line)
    return found
