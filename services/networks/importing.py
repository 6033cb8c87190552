"""Loading many networks from two CSV files, all or nothing.

The members file is the whole roster of the networks in the networks file: roles and schools that it does not
name end (they stay as history). Networks that the networks file does not name stay as they are, and so do the
settings that no column holds. The same files again change nothing. People are told nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from domain.errors import Invalid
from services.audit import COMMAND_LINE, record
from services.ground import Ground
from services.networks.choices import check_calendar, check_zone
from services.networks.import_people import people_who_cannot
from services.networks.roster_files import MemberRow, NetworkRow, Problem, Rows, SourceFile, read_rows
from services.networks.roster_merge import RosterMerge
from services.networks.sides import people_on_both_sides, rows_on_both_sides
from services.pausing import resume
from services.ports import DeliveryProblem, Messenger, RateLimited, Unsure
from storage import networks as network_rows
from storage.database import NEW_WORK
from storage.models import Network, Workspace

LOOKUP_TRIES = 5
NO_CHANNEL = "no_channel"
Pause = Callable[[float], Awaitable[None]]


@dataclass
class Changes:
    """What an import did, a line each."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

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
        pause: Pause = asyncio.sleep,
    ) -> Changes:
        """Take both files over in one transaction. Raises ImportRefused with every problem.

        workspace_id: ours; None for the one workspace there is, or a new one that the bot claims when it first
        speaks with Slack. slack_reason: why Slack cannot be asked for e-mail addresses; empty where it can.
        pause: how to wait when Slack asks for it, in seconds.
        """
        rows = read_rows(networks, members)
        rows.problems += self._unusable(networks.name, rows.networks)
        people = await self._people(members.name, rows, workspace_id, slack_reason, pause)
        if not rows.problems and not slack_reason and workspace_id is not None:
            rows.problems += await self._cannot(members.name, rows, people, workspace_id, pause)
        if not rows.problems:
            rows.problems += _same_person_twice(members.name, rows.members, people)
            rows.problems += rows_on_both_sides(members.name, rows.members, people)
        if rows.problems:
            raise ImportRefused(rows.problems)
        async with self._ground.database.write() as session:
            workspace = await _workspace(session, workspace_id)
            changes, problems = Changes(), list[Problem]()
            merged = await self._networks(session, workspace, networks.name, rows.networks, now, changes, problems)
            for row, network in zip(rows.networks, merged, strict=True):
                mine = [member for member in rows.members if member.network == row.name]
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
            if not problems:
                problems += await people_on_both_sides(session, workspace.id, members.name, rows.members, people)
            if problems:
                raise ImportRefused(problems)  # rolls everything back
            if changes:
                details = {"added": changes.added, "changed": changes.changed, "ended": changes.ended}
                await record(session, workspace.id, COMMAND_LINE, "networks.imported", details=details, now=now)
            session.info[NEW_WORK] = True
        return changes

    async def _cannot(
        self, file: str, rows: Rows, people: Mapping[str, str], workspace_id: int, pause: Pause
    ) -> list[Problem]:
        """The user ids that may hold no role, as Slack knows them."""
        async with self._ground.database.read() as session:
            held = await network_rows.memberships_of_workspace(session, workspace_id)
        known = {membership.slack_user_id for membership, _ in held}
        messenger = await self._ground.messenger(workspace_id)
        return await people_who_cannot(messenger, file, rows.members, people, known, pause=pause)

    def _unusable(self, file: str, rows: Sequence[NetworkRow]) -> list[Problem]:
        """Calendars and zones that the bot does not know."""
        found = []
        for row in rows:
            try:
                check_calendar(self._ground, row.calendar, "")
            except Invalid:
                known = ", ".join(self._ground.calendar_names())
                found.append(
                    Problem(
                        file, row.line, f"“{row.calendar}” is no school calendar that I know.", f"Use one of: {known}."
                    )
                )
            try:
                check_zone(row.timezone, "")
            except Invalid:
                found.append(
                    Problem(file, row.line, f"“{row.timezone}” is no time zone.", "Write it as Australia/Melbourne.")
                )
        return found

    async def _people(
        self, file: str, rows: Rows, workspace_id: int | None, slack_reason: str, pause: Pause
    ) -> dict[str, str]:
        """The user id of each person in the file: ids stand for themselves, e-mail addresses are looked up."""
        people: dict[str, str] = {}
        for row in rows.members:
            if not row.person or row.person in people:
                continue
            if "@" not in row.person:
                people[row.person] = row.person
            elif slack_reason:
                rows.problems.append(
                    Problem(
                        file,
                        row.line,
                        f"{row.person} cannot be looked up: {slack_reason}.",
                        "Use Slack user ids instead, or let the bot reach Slack (cop-bot doctor says how).",
                    )
                )
                return people
            else:
                messenger = await self._ground.messenger(workspace_id or 0)
                await self._look_up(messenger, file, row, people, rows.problems, pause)
        return people

    async def _look_up(
        self,
        messenger: Messenger,
        file: str,
        row: MemberRow,
        people: dict[str, str],
        problems: list[Problem],
        pause: Pause,
    ) -> None:
        for attempt in range(1, LOOKUP_TRIES + 1):
            try:
                found = await messenger.user_with_email(row.person)
            except (RateLimited, Unsure) as problem:
                if attempt < LOOKUP_TRIES:
                    await pause(problem.retry_after if isinstance(problem, RateLimited) else 2.0 * attempt)
                    continue
                reason, what_to_do = (
                    f"{row.person} cannot be looked up: {problem.reason}.",
                    "Try again in a few minutes.",
                )
            except DeliveryProblem as problem:
                reason = f"{row.person} cannot be looked up: {problem.reason}."
                what_to_do = "Run cop-bot doctor, or use Slack user ids instead."
            else:
                if found is not None:
                    people[row.person] = found
                    return
                reason = f"Nobody in Slack has the address {row.person}."
                what_to_do = "Correct it, invite the person to Slack first, or use their user id."
            problems.append(Problem(file, row.line, reason, what_to_do))
            return

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
        every = {n.name.casefold(): n for n in await network_rows.all_networks(session, workspace.id)}
        by_channel = {n.channel_id: n for n in every.values() if n.channel_id is not None}
        named = {row.name.casefold() for row in rows}
        chosen: list[Network | None] = []
        for row in rows:
            holder = by_channel.get(row.channel_id) if row.channel_id else None
            network = every.get(row.name.casefold())
            if network is None and holder is not None and holder.name.casefold() not in named:
                network = holder
            elif holder is not None and holder is not network and holder.name.casefold() not in named:
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
