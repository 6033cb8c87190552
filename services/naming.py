"""Whom names that were typed mean, among the people of networks that whoever typed them is in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from domain.called import Called, people_called
from services.access import Asker, actor_and_networks
from services.context import AppContext
from storage import networks as network_rows
from storage import people as people_rows

PATIENCE_SECONDS = 1.0
"""So long the chat has to say what people are called: a form has to open within three."""
_BY_OFFICE = {"chair": ("chair",), "seil": ("seil",)}
"""Roles that people name somebody by."""


async def first_called(
    app: AppContext, asker: Asker, network_id: int, named: Sequence[Called], now: datetime
) -> tuple[Called, list[str]] | None:
    """The first of these names that can mean somebody of the network, and who that can be; None where none does.

    For outside a transaction, since it asks the chat what its people are called.
    """
    names = await _names(app, asker, [network_id], now) if named else {}
    found = [(called, people_called(called.name, names, sure=called.sure)) for called in named]
    return next(((called, people) for called, people in found if people), None)


async def called(
    app: AppContext, asker: Asker, named: Sequence[str], now: datetime, network_id: int | None = None
) -> list[list[str]]:
    """For each name who can be meant, of the networks in which the asker holds a role, or of that one of them."""
    async with app.database.read() as session:
        _, held = await actor_and_networks(app, session, asker)
    ids = [network.id for network in held if network_id in (None, network.id)]
    names = await _names(app, asker, ids, now)
    return [people_called(name, names) for name in named]


async def _names(
    app: AppContext, asker: Asker, network_ids: Collection[int], now: datetime
) -> Mapping[str, Collection[str]]:
    """What the people of these networks are called, and by which office."""
    async with app.database.read() as session:
        held = [one for network_id in network_ids for one in await network_rows.memberships(session, network_id)]
        kept = await people_rows.of_ids(session, asker.workspace_id, {one.person_id for one in held})
    said = await app.profiles.of(asker.workspace_id, list(kept), now, seconds=PATIENCE_SECONDS)
    names = {person: {kept[person].name, *(said[person].names if person in said else ())} for person in kept}
    for one in held:
        if one.person_id in names:
            names[one.person_id] |= set(_BY_OFFICE.get(one.role, ()))
    return names
