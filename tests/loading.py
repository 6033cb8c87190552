"""The sample networks in a test's database."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bot import sample
from storage.database import Database
from storage.models import Area, Membership, Network, Region, School, SchoolMembership, Workspace
from storage.models import Person as PersonRow


def person_id(chat_id: str, workspace: str = "p") -> str:
    """Our id of one of the sample's people. workspace: a letter for each where a test has two."""
    known = "".join(letter for letter in chat_id.lower() if letter.isalnum())
    return "p" + f"{workspace}{known}".ljust(16, "0")[:16]


NOT_IN_ANY_TEST = datetime(2090, 1, 1, tzinfo=UTC)


def _same(id_: str) -> str:
    return id_


@dataclass(frozen=True)
class InChat:
    """Where the sample is: a workspace of a chat, the bot's own account there, and how the chat calls people and
    channels that have an id in the sample."""

    chat: str
    workspace_id: str
    bot_user_id: str
    person: Callable[[str], str] = _same
    channel: Callable[[str], str] = _same


MOST_LOADED = 60
_loaded: dict[tuple[object, ...], bytes] = {}
"""SQLite files with the sample in them, by what they were made of: the file before, and what was asked for."""


async def load_sample(
    database: Database, now: datetime, where: InChat, *, weekly_pulse: bool, both_networks: bool = True
) -> None:
    """Put the sample networks into the database, as an import would have left them, and the bot its own name.

    both_networks: whether the second one's calendar is looked at.
    Nothing may be connected to the database yet.
    """
    if not database.is_sqlite:
        await _load(database, now, where, weekly_pulse, both_networks)
        return
    path = Path(str(database.url.database))
    before = path.read_bytes()  # noqa: ASYNC240 - less than a millisecond
    made_of = (before, now, where.chat, where.workspace_id, where.bot_user_id, weekly_pulse, both_networks)
    if made_of in _loaded:
        path.write_bytes(_loaded[made_of])  # noqa: ASYNC240
        return
    await _load(database, now, where, weekly_pulse, both_networks)
    if len(_loaded) < MOST_LOADED and await database._empty_log(1000):
        _loaded[made_of] = path.read_bytes()  # noqa: ASYNC240


async def _load(database: Database, now: datetime, where: InChat, weekly_pulse: bool, both_networks: bool) -> None:
    async with database.write() as session:
        workspace = Workspace(
            slack_id=where.workspace_id, name="Schools", bot_user_id=where.bot_user_id, chat=where.chat
        )
        session.add(workspace)
        await session.flush()
        own = {"workspace_id": workspace.id}
        known = {person.id: where.person(person.id) for person in sample.PEOPLE} | {"UBOT": where.bot_user_id}
        await session.execute(
            insert(PersonRow),
            [{**own, "id": person_id(one), "chat_id": chat_id, "name": ""} for one, chat_id in known.items()],
        )
        listed = _rows(sample.NETWORKS_CSV)
        region_of = {row["area"]: row["region"] for row in listed}
        names = [{**own, "name": name} for name in dict.fromkeys(region_of.values())]
        region_ids = await _insert(session, Region, names, lambda row: row["name"])
        areas = [{**own, "name": area, "region_id": region_ids[region]} for area, region in region_of.items()]
        area_ids = await _insert(session, Area, areas, lambda row: row["name"])
        networks = [
            {
                **own,
                "name": row["network"],
                "area_id": area_ids[row["area"]],
                **{name: row[name] for name in ("calendar", "timezone")},
                "channel_id": where.channel(row["channel_id"]),
                "created_at": now,
                "weekly_pulse": weekly_pulse,
                "next_check_at": None if both_networks or row is listed[0] else NOT_IN_ANY_TEST,
            }
            for row in listed
        ]
        network_ids = await _insert(session, Network, networks, lambda row: row["name"])
        rows = _rows(sample.MEMBERS_CSV)
        of_schools = {(row["network"], row["school"]): row["school_type"] for row in rows if row["school"]}
        schools = [{**own, "name": name, "school_type": kind} for (_, name), kind in of_schools.items()]
        made = await session.scalars(insert(School).returning(School.id, sort_by_parameter_order=True), schools)
        school_ids = {(network_ids[network], name): id_ for (network, name), id_ in zip(of_schools, made, strict=True)}
        parts = [
            {**own, "network_id": network, "school_id": id_, "since": now} for (network, _), id_ in school_ids.items()
        ]
        await session.execute(insert(SchoolMembership), parts)
        memberships = [
            {
                **own,
                "network_id": network_ids[row["network"]],
                "school_id": school_ids.get((network_ids[row["network"]], row["school"])),
                "person_id": person_id(row["slack_user"]),
                "role": row["role"],
                "since": now,
            }
            for row in rows
        ]
        await session.execute(insert(Membership), memberships)


async def _insert(
    session: AsyncSession,
    model: type[Network | Area | Region],
    rows: list[dict[str, Any]],
    key: Callable[[dict[str, Any]], Any],
) -> dict[Any, int]:
    """Insert the rows in one statement (hundreds of tests begin with this); gives each row's id by its key."""
    ids = await session.scalars(insert(model).returning(model.id, sort_by_parameter_order=True), rows)
    return {key(row): found for row, found in zip(rows, ids, strict=True)}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
