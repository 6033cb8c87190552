"""By what name an open question knows somebody's voice: their id, or the chat's id of them.

A question that was opened while code of before may have been at work goes by the chat's ids to its end, so that each
person has one voice in it whichever code hears them.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from storage import people as rows
from storage.questions import Question


async def names_of(session: AsyncSession, question: Question, people: Collection[str]) -> dict[str, str]:
    """The names by our ids."""
    if not question.by_chat_id:
        return {person: person for person in people}
    found = await rows.of_ids(session, question.workspace_id, people)
    return {person: found[person].chat_id for person in people}


async def people_of(session: AsyncSession, question: Question, names: Collection[str]) -> dict[str, str]:
    """Our ids by the names."""
    if not question.by_chat_id:
        return {name: name for name in names}
    return await rows.ensure(session, question.workspace_id, names)
