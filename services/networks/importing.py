"""Loading many networks from two CSV files, all or nothing.

The members file is the whole roster of the networks in the networks file: roles and schools that it does not
name end (they stay as history). Networks that the networks file does not name stay as they are, and so do the
settings that no column holds. The same files again change nothing. People are told nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.names import name_key
from domain.people import Standing
from domain.progress import Progress, unseen
from services.audit import COMMAND_LINE, record
from services.ground import Ground
from services.networks.choices import zone_called
from services.networks.people_lookup import Pause, PeopleLookup
from services.networks.roster_files import MemberRow, NetworkRow, Problem, Rows, SourceFile, read_rows
from services.networks.roster_merge import RosterMerge
from services.networks.sides import people_on_both_sides, rows_on_both_sides
from services.pausing import resume
from services.ports import Account
from storage import networks as network_rows
from storage.calendars import CalendarError, UnknownCalendar
from storage.database import NEW_WORK
from storage.models import Network, Workspace

NO_CHANNEL = "no_channel"
MERGING = "Taking networks over"


@dataclass
class Changes:
    """What an import did, a line each.

    networks: how many were added, changed and ended in each network where something was, by its name now.
    not_kept: columns of the members file that were read and not kept.
    """

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    networks: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    not_kept: tuple[str, ...] = ()

    def count(self, network: str, added: int, changed: int, ended: int) -> None:
        """Add to what was done in a network."""
        before = self.networks.get(network, (0, 0, 0))
        if added or changed or ended:
            self.networks[network] = (before[0] + added, before[1] + changed, before[2] + ended)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.ended)


class ImportRefused(Exception):
    """The files hold problems, and nothing was changed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)


class NetworkImport:
    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    async def load(
        self,
        networks: SourceFile,
        members: SourceFile,
        now: datetime,
        *,
        workspace_id: int | None,
        slack_reason: str = "",
        dry_run: bool = False,
        progress: Progress = unseen,
        pause: Pause = asyncio.sleep,
    ) -> Changes:
        """Take both files over in one transaction. Raises ImportRefused with every problem.

        workspace_id: ours; None for the one workspace there is, or a new one that the bot claims when it first
        speaks with Slack. slack_reason: why Slack cannot be asked for e-mail addresses; empty where it can.
        dry_run: do everything but keep it. pause: how to wait when Slack asks for it, in seconds.
        """
        rows = read_rows(networks, members)
        rows.networks = self._placed(networks.name, rows.networks, rows.problems)
        people = await self._people(members.name, rows, workspace_id, slack_reason, pause, progress)
        if not rows.problems:
            rows.problems += _same_person_twice(members.name, rows.members, people)
            rows.problems += rows_on_both_sides(members.name, rows.members, people)
        if rows.problems:
            raise ImportRefused(rows.problems)
        async with self._ground.database.write() as session:
            workspace = await _workspace(session, workspace_id)
            changes, problems = Changes(not_kept=rows.not_kept), list[Problem]()
            merged = await self._networks(session, workspace, networks.name, rows.networks, now, changes, problems)
            theirs: dict[str, list[MemberRow]] = {row.name: [] for row in rows.networks}
            for member in rows.members:
                theirs[member.network].append(member)
            for done, (row, network) in enumerate(zip(rows.networks, merged, strict=True)):
                progress(MERGING, done, len(merged))
                mine = theirs[row.name]
                merge = RosterMerge(session, network, people, now)
                if not mine and await merge.has_people():
                    problems.append(
                        Problem(
                            networks.name,
                            row.line,
                            f"{row.name} has people now, and no row in {members.name}.",
                            "Give its rows there, or take the network out of this file.",
                        )
                    )
                    continue
                added, changed, ended = await merge.apply(mine)
                changes.added += added
                changes.changed += changed
                changes.ended += ended
                changes.count(network.name, len(added), len(changed), len(ended))
            if not problems:
                problems += await people_on_both_sides(session, workspace.id, members.name, rows.members, people)
            if problems:
                raise ImportRefused(problems)  # rolls everything back
            if dry_run:
                await session.rollback()
                return changes
            if changes:
                details = {"added": changes.added, "changed": changes.changed, "ended": changes.ended}
                await record(session, workspace.id, COMMAND_LINE, "networks.imported", details=details, now=now)
            session.info[NEW_WORK] = True
        return changes

    def _placed(self, file: str, rows: Sequence[NetworkRow], problems: list[Problem]) -> list[NetworkRow]:
        """The rows with the names of their calendars and zones; an empty zone is the calendar's."""
        placed = []
        broken: set[str] = set()
        for row in rows:
            name = self._ground.find_calendar(row.calendar)
            zone = row.timezone
            try:
                calendar = self._ground.calendar(name)
                zone = zone or calendar.timezone
            except UnknownCalendar:
                known = ", ".join(self._ground.calendar_names())
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
        self, file: str, rows: Rows, workspace_id: int | None, slack_reason: str, pause: Pause, progress: Progress
    ) -> dict[str, str]:
        """The user id of each person in the file: addresses are looked up, and ids too where Slack can be asked."""
        async with self._ground.database.read() as session:
            workspace = await network_rows.only_workspace(session)
            if workspace_id is not None:
                workspace = await session.get_one(Workspace, workspace_id)
            held = await network_rows.memberships_of_workspace(session, workspace.id) if workspace else ()
        own = workspace.bot_user_id if workspace else None
        known = frozenset(membership.slack_user_id for membership, _ in held)
        lookup = PeopleLookup(file, own, known, progress, pause)
        if not slack_reason:
            return await lookup.find(await self._ground.messenger(workspace_id or 0), rows.members, rows.problems)
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
                        "Use Slack user ids instead, or let the bot reach Slack (cop-bot doctor says how).",
                    )
                )
                break
        return {person: person for person in people}

    async def _networks(
        self,
        session: AsyncSession,
        workspace: Workspace,
        file: str,
        rows: Sequence[NetworkRow],
        now: datetime,
        changes: Changes,
        problems: list[Problem],
    ) -> list[Network]:
        """The networks of the rows, added or changed, in the rows' order. Where only the name is new, it is renamed."""
        every = await network_rows.all_networks(session, workspace.id)
        # Of two that are one name, the one that is written just so.
        known = {**{name_key(n.name): n for n in every}, **{n.name: n for n in every}}
        by_channel = {n.channel_id: n for n in every if n.channel_id is not None}
        named = {name_key(row.name) for row in rows}
        chosen: list[Network | None] = []
        for row in rows:
            holder = by_channel.get(row.channel_id) if row.channel_id else None
            network = known.get(row.name) or known.get(name_key(row.name))
            taken = holder is not None and holder is not network and name_key(holder.name) not in named
            if network is None and taken:
                network = holder
            elif holder is not None and taken:
                problems.append(
                    Problem(
                        file,
                        row.line,
                        f"The channel {row.channel_id} is {holder.name}'s, which is not in this file.",
                        "Use another channel, or put that network into the file as well.",
                    )
                )
            chosen.append(network)
        if problems:
            raise ImportRefused(problems)
        # Channels that move between networks are let go first, so that none is held twice on the way.
        before = [(n.channel_id if n else None) for n in chosen]
        for row, network in zip(rows, chosen, strict=True):
            if network is not None and row.channel_id and network.channel_id != row.channel_id:
                network.channel_id = None
        await session.flush()
        merged = []
        for row, found, channel in zip(rows, chosen, before, strict=True):
            merged.append(_merge_network(session, workspace, row, found, channel, now, changes))
        await session.flush()
        return merged


def _merge_network(
    session: AsyncSession,
    workspace: Workspace,
    row: NetworkRow,
    network: Network | None,
    channel_before: str | None,
    now: datetime,
    changes: Changes,
) -> Network:
    values = {
        "name": row.name,
        "area": row.area,
        "region": row.region,
        "calendar": row.calendar,
        "timezone": row.timezone,
        # An empty channel leaves the one that /cop-setup may have given it.
        "channel_id": row.channel_id or channel_before,
    }
    if network is None:
        network = Network(workspace_id=workspace.id, created_at=now, **values)
        if network.channel_id is None:
            network.status, network.status_reason = "paused", NO_CHANNEL
        session.add(network)
        changes.added.append(f"network {row.name}")
        changes.count(row.name, 1, 0, 0)
        return network
    now_holds = {**{key: getattr(network, key) for key in values}, "channel_id": channel_before}
    different = [key for key, value in values.items() if now_holds[key] != value]
    for key, value in values.items():
        setattr(network, key, value)
    if network.self_made:
        network.self_made = False
        changes.changed.append(f"network {row.name}: set up in {channel_before} before, confirmed by this file")
    if different:
        what = ", ".join(f"{key} {now_holds[key] or '(empty)'} → {values[key] or '(empty)'}" for key in different)
        changes.changed.append(f"network {row.name}: {what}")
        changes.count(row.name, 0, 1, 0)
        network.next_check_at = None
    if "channel_id" in different:
        resume(session, network)
    return network


async def _workspace(session: AsyncSession, workspace_id: int | None) -> Workspace:
    if workspace_id is not None:
        return await session.get_one(Workspace, workspace_id)
    found = await network_rows.unclaimed_workspace(session) or await network_rows.only_workspace(session)
    if found is None:
        found = Workspace()
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
