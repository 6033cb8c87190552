"""Whom a name that was typed means among the people of a network."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.called import Called, people_called
from services.access import Asker
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
    if not named:
        return None
    async with app.database.read() as session:
        held = await network_rows.memberships(session, network_id)
        kept = await people_rows.of_ids(session, asker.workspace_id, {one.person_id for one in held})
    said = await app.profiles.of(asker.workspace_id, list(kept), now, seconds=PATIENCE_SECONDS)
    names = {person: {kept[person].name, *(said[person].names if person in said else ())} for person in kept}
    for one in held:
        if one.person_id in names:
            names[one.person_id] |= set(_BY_OFFICE.get(one.role, ()))
    for called in named:
        found = people_called(called.name, names)
        if found:
            return called, found
    return None
