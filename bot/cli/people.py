"""Operators know people by the chat's ids: what a command prints names them so."""

from __future__ import annotations

from domain.people import name_people, people_in
from services.directory import Directory


async def chat_ids_in(directory: Directory, workspace_id: int, words: str) -> dict[str, str]:
    """The chat's ids of those whom the words name by ours."""
    found = await directory.addressees(workspace_id, people_in(words))
    return {person: addressee.chat_id for person, addressee in found.items()}


async def in_chat_ids(directory: Directory, workspace_id: int, words: str) -> str:
    """The words with the chat's ids for ours."""
    return name_people(words, await chat_ids_in(directory, workspace_id, words))
