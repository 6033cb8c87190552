"""Lines for an operator, with the chat's ids of the people in them, which operators know them by."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from domain.people import name_people, people_in
from storage import people as people_rows


async def in_the_chats_ids(session: AsyncSession, workspace_id: int, lines: Sequence[str]) -> list[str]:
    """The lines, which name people by our ids, in the order in which they came."""
    found = await people_rows.of_ids(session, workspace_id, {one for line in lines for one in people_in(line)})
    chat_ids = {person.id: person.chat_id for person in found.values()}
    return [name_people(line, chat_ids) for line in lines]
