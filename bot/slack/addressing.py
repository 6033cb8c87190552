"""Whom a message, a form or Home names, by Slack's ids."""

from __future__ import annotations

from typing import TypeVar

from domain.people import is_person_id
from prompts.addressing import people_of, readdressed
from services.directory import WorkspacePeople

Shown = TypeVar("Shown")


async def addressed(shown: Shown, people: WorkspacePeople) -> Shown:
    """The same with Slack's ids of the people in it."""
    wanted = people_of(shown)
    if not wanted:
        return shown
    found = await people.addressees(wanted)
    nobodies = [person for person in wanted if person not in found and is_person_id(person)]
    return readdressed(shown, {person: addressee.chat_id for person, addressee in found.items()}, nobodies)
