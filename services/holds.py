"""Legal holds: set, listed, released. What they cover is erased by nobody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from facts.person_data import HoldLine
from services.audit import COMMAND_LINE, name_of, record
from services.context import AppContext
from storage import holds as rows
from storage import networks as network_rows
from storage import schools as school_rows
from storage.models import Network, School, Workspace
from storage.models.holds import Hold


class NotFound(Exception):
    """What should be held is not there; the message says so."""


class HoldService:
    def __init__(self, app: AppContext) -> None:
        self._app = app

    async def hold_network(self, name: str, reason: str, now: datetime) -> HoldLine:
        """Hold all that was recorded in a network. Raises NotFound."""
        async with self._app.database.write() as session:
            network = await _network(session, name)
            return await self._set(session, network.workspace_id, reason, now, network_id=network.id)

    async def hold_school(self, name: str, network_name: str, reason: str, now: datetime) -> HoldLine:
        """Hold all that was recorded in the networks that a school is or was in. network_name: one of them."""
        async with self._app.database.write() as session:
            network = await _network(session, network_name)
            school = await _school(session, network, name)
            return await self._set(session, network.workspace_id, reason, now, school_id=school.id)

    async def hold_person(self, workspace_id: int, person: str, reason: str, now: datetime) -> HoldLine:
        """Hold a person, and all that was recorded in the networks in whose records they stand."""
        async with self._app.database.write() as session:
            return await self._set(session, workspace_id, reason, now, person_id=person)

    async def all_holds(self) -> Sequence[HoldLine]:
        """All there ever were, oldest first."""
        async with self._app.database.read() as session:
            return await lines_of(session, self._app, await rows.every(session))

    async def release(self, hold_id: int, now: datetime) -> HoldLine:
        """End a hold; one that has ended stays as it is. Raises NotFound."""
        async with self._app.database.write() as session:
            hold = await rows.by_id(session, hold_id)
            if hold is None:
                raise NotFound(f"There is no hold {hold_id}. See them with: cop-bot hold list")
            if hold.released_at is None:
                hold.released_at = now
                await record(
                    session, hold.workspace_id, COMMAND_LINE, "holds.released", str(hold.id), _details(hold), now=now
                )
            [line] = await lines_of(session, self._app, [hold])
            return line

    async def _set(
        self, session: AsyncSession, workspace_id: int, reason: str, now: datetime, **named: int | str
    ) -> HoldLine:
        hold = rows.add(session, workspace_id, reason, now, **named)
        await session.flush()
        details = {**_details(hold), "reason": reason}
        await record(session, workspace_id, COMMAND_LINE, "holds.set", str(hold.id), details, now=now)
        [line] = await lines_of(session, self._app, [hold])
        return line


async def lines_of(session: AsyncSession, app: AppContext, holds: Collection[Hold]) -> list[HoldLine]:
    """The holds as an operator reads them."""
    found = []
    for hold in holds:
        workspace = await session.get_one(Workspace, hold.workspace_id)
        names = select(Network.name).where(Network.id.in_(await rows.networks_of(session, hold))).order_by(Network.name)
        kind, named = await _named(session, app, hold)
        networks = tuple(await session.scalars(names))
        found.append(
            HoldLine(
                hold.id, name_of(workspace), kind, named, hold.reason, hold.set_at, hold.released_at, networks=networks
            )
        )
    return found


async def _named(session: AsyncSession, app: AppContext, hold: Hold) -> tuple[str, str]:
    if hold.network_id is not None:
        return "network", (await session.get_one(Network, hold.network_id)).name
    if hold.school_id is not None:
        return "school", (await session.get_one(School, hold.school_id)).name
    person = str(hold.person_id)
    known = (await app.directory.addressees(hold.workspace_id, [person], session)).get(person)
    return "person", known.chat_id if known is not None else person


def _details(hold: Hold) -> dict[str, int | str]:
    named = {"network": hold.network_id, "school": hold.school_id, "person": hold.person_id}
    return {kind: one for kind, one in named.items() if one is not None}


async def _network(session: AsyncSession, name: str) -> Network:
    found = await network_rows.alike(session, name)
    if len(found) != 1:
        some = "There is no network" if not found else "There are several networks"
        raise NotFound(f"{some} called “{name}”.")
    return found[0]


async def _school(session: AsyncSession, network: Network, name: str) -> School:
    found = await school_rows.ever_in(session, network.id, name)
    if len(found) != 1:
        some = "There is no school" if not found else "There are several schools"
        raise NotFound(f"{some} called “{name}” in {network.name}.")
    return found[0]
