"""A person's data: what the bot knows of somebody, handing it out, and erasing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from facts.person_data import HeldRows, HoldLine, KnownPerson, MyData, Sheet, Survey
from services.access import Asker
from services.audit import COMMAND_LINE, name_of, record
from services.context import AppContext
from services.holds import lines_of
from services.operators import is_operator, operators_of
from storage import audit as audit_rows
from storage import holds as hold_rows
from storage import networks as network_rows
from storage import person_data as rows
from storage import rosters
from storage.holdings import HELD_BACK, HOLDINGS, Holding
from storage.models import Network, Person, School, Workspace
from storage.models.assessments import AssessmentRound
from storage.models.bulletins import Bulletin, BulletinCopy
from storage.models.holds import Hold
from storage.models.meetings import Meeting


class UnderHold(Exception):
    """Nothing was erased: legal holds cover the person, or a network in whose records they stand."""

    def __init__(self, holds: Sequence[HoldLine]) -> None:
        super().__init__(", ".join(str(hold.hold_id) for hold in holds))
        self.holds = holds


class LooksAfterTheBot(Exception):
    """Nothing was erased: the settings name the person as an operator, so that the bot would get to know them anew."""


class PersonDataService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def find(self, who: str) -> Sequence[KnownPerson]:
        """Everybody whose id that is, ours or a chat's."""
        async with self._app.database.read() as session:
            return [_known(person, workspace) for person, workspace in await rows.find(session, who)]

    async def workspaces(self) -> Sequence[Workspace]:
        """Where the bot is, to ask the chat there whose an address is."""
        async with self._app.database.read() as session:
            return [one for one in await audit_rows.workspaces(session) if one.left_at is None]

    async def survey(self, person: str) -> Survey:
        """How much is known of somebody, and what of it would go."""
        async with self._app.database.read() as session:
            [(found, workspace)] = await rows.find(session, person)
            return await self._survey(session, found, workspace)

    async def mine(self, asker: Asker) -> MyData:
        """How much is known of whoever asks. Whether a legal hold names them is not among it."""
        async with self._app.database.read() as session:
            held = [one for one in await self._counted(session, asker.user_id) if one.table not in HELD_BACK]
            return MyData(held, sorted(await operators_of(self._app, session, asker.workspace_id)))

    async def export(self, person: str) -> Sequence[Sheet]:
        """All that is known of somebody, as they may read it; other people stand in it by our ids alone."""
        async with self._app.database.read() as session:
            names = _Names(session)
            sheets = []
            for holding in HOLDINGS:
                found = await rows.rows(session, holding, person) if holding.shown else []
                if found:
                    sheets.append(Sheet(holding.table, [await _told(holding, row, person, names) for row in found]))
            return sheets

    async def erase(self, person: str, now: datetime) -> Survey:
        """Erase somebody; returns what went and what stays. Once more changes nothing.

        Raises UnderHold and LooksAfterTheBot.
        """
        async with self._app.database.write() as session:
            found = await rows.locked(session, person)
            if found is None:
                raise LookupError(person)
            workspace = await session.get_one(Workspace, found.workspace_id)
            survey = await self._survey(session, found, workspace)
            if found.erased_at is not None:
                return survey
            if survey.holds:
                raise UnderHold(survey.holds)
            if survey.looks_after:
                raise LooksAfterTheBot(person)
            await self._end_roles(session, found, now)
            gone = await rows.erase(session, found, now)
            await record(session, workspace.id, COMMAND_LINE, "person.erased", person, {"gone": gone}, now=now)
        self._app.directory.forget()
        return survey

    async def _survey(self, session: AsyncSession, person: Person, workspace: Workspace) -> Survey:
        return Survey(
            _known(person, workspace),
            await self._counted(session, person.id),
            await lines_of(session, self._app, await _holds_on(session, person)),
            [action.what for action in await rows.open_actions(session, person.id)],
            await is_operator(self._app, session, workspace.id, person.id),
        )

    async def _counted(self, session: AsyncSession, person: str) -> Sequence[HeldRows]:
        counts = [(one.table, *await rows.counted(session, one, person)) for one in HOLDINGS]
        return [HeldRows(table, goes, stays) for table, goes, stays in counts if goes or stays]

    async def _end_roles(self, session: AsyncSession, person: Person, now: datetime) -> None:
        held = await network_rows.memberships_of_person(session, person.workspace_id, person.id)
        for network_id in sorted({network.id for _, network in held}):
            network = await network_rows.lock(session, person.workspace_id, network_id, ended=True)
            ended = [membership for membership, there in held if there.id == network_id]
            for membership in ended:
                await rosters.end(session, membership, now)
            details = {"person": person.id, "ended": sorted(membership.role for membership in ended)}
            await record(
                session, person.workspace_id, COMMAND_LINE, "networks.roles_ended", network.name, details, now=now
            )


def _known(person: Person, workspace: Workspace) -> KnownPerson:
    gone = person.erased_at is not None
    return KnownPerson(
        person.id,
        workspace.id,
        name_of(workspace),
        workspace.chat,
        "" if gone else person.chat_id,
        person.name,
        person.erased_at,
        person.pulse_reminders,
    )


async def _holds_on(session: AsyncSession, person: Person) -> Sequence[Hold]:
    """The holds that cover the person, or a network in whose records they stand."""
    lasting = await hold_rows.lasting(session, person.workspace_id)
    if not lasting:
        return []
    networks = await rows.networks_with(session, person.id)
    return [
        hold for hold in lasting if hold.person_id == person.id or networks & await hold_rows.networks_of(session, hold)
    ]


class _Names:
    """What rows that others refer to are called, each read once."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._known: dict[tuple[str, int], str] = {}

    async def of(self, column: str, row_id: int) -> str:
        kind = column.removesuffix("_id").rpartition("_")[2]
        if (kind, row_id) not in self._known:
            self._known[kind, row_id] = await self._read(kind, row_id)
        return self._known[kind, row_id]

    async def _read(self, kind: str, row_id: int) -> str:
        if kind == "network":
            return (await self._session.get_one(Network, row_id)).name
        if kind == "school":
            return (await self._session.get_one(School, row_id)).name
        if kind == "meeting":
            meeting = await self._session.get_one(Meeting, row_id)
            return f"{await self.of('network_id', meeting.network_id)}, {_written(meeting.starts_at)}"
        if kind == "copy":
            copy = await self._session.get_one(BulletinCopy, row_id)
            bulletin = await self._session.get_one(Bulletin, copy.bulletin_id)
            return f"{await self.of('network_id', copy.network_id)}, {bulletin.title}"
        found = await self._session.get_one(AssessmentRound, row_id)
        return f"{await self.of('network_id', found.network_id)}, {found.half_year}"


REFERENCES = frozenset(
    {"network_id", "school_id", "host_school_id", "reviewer_school_id", "meeting_id", "round_id", "copy_id"}
)


async def _told(holding: Holding, row: Mapping[str, Any], person: str, names: _Names) -> dict[str, str]:
    """One row as the person reads it: as what they stand in it, then what it says."""
    told = {"you": ", ".join(_part(column) for column in holding.people if row[column] == person)}
    own = [column for column, where in holding.own.items() if row[where] == person]
    for column in (*holding.shown, *own):
        value = row[column]
        told[_label(column)] = (
            await names.of(column, value) if column in REFERENCES and value is not None else _written(value)
        )
    return told


def _part(column: str) -> str:
    """What somebody is who stands in a column: "owner", "created by"."""
    return _label(column.removesuffix("_id").removesuffix("_person"))


def _label(column: str) -> str:
    return column.removesuffix("_id").replace("_", " ")


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return value.isoformat() if isinstance(value, date) else str(value)
