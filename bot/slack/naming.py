"""Slack's ids of people, in what Slack tells, as ours: for all that is heard this is done here, and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from handlers.typed import Named, Typed
from services.directory import WorkspacePeople

_SLACKS = re.compile(r"[UW][A-Z0-9_]{1,40}")
_CARRIED_BEFORE = re.compile(r'"([UW][A-Z0-9_]{1,40})"|\{\{([UW][A-Z0-9_]{1,40})\|')
"""Slack's id of somebody in what a button carries that was posted when buttons carried such, alone or with a name."""


async def named_in_form(
    values: Mapping[str, str | tuple[str, ...]], of_people: Collection[str], people: WorkspacePeople
) -> dict[str, str | tuple[str, ...]]:
    """The form's values with our ids of those who were chosen in its fields `of_people`.

    What is no id of Slack's stays, for the form to refuse.
    """
    found = dict(values)
    for name in of_people:
        chosen = found.get(name, "")
        if isinstance(chosen, str):
            found[name] = await _ours(chosen, people)
        else:
            found[name] = tuple([await _ours(one, people) for one in chosen])
    return found


async def named_in_words(typed: Typed, people: WorkspacePeople) -> Typed:
    """The typed words with our ids of those who were picked in them."""
    if not typed.people:
        return typed
    return Typed(typed.text, [Named(await _ours(one.user_id, people), one.name) for one in typed.people])


async def named_before(carried: str, people: WorkspacePeople) -> str:
    """What a button or form carries, with our ids for Slack's, which those of before carry."""
    wanted = {one for found in _CARRIED_BEFORE.findall(carried) for one in found if one}
    if not wanted:
        return carried
    known = await people.find_all(wanted)

    def ours(found: re.Match[str]) -> str:
        chat_id = found[1] or found[2]
        return found[0].replace(chat_id, known.get(chat_id, chat_id))

    return _CARRIED_BEFORE.sub(ours, carried)


async def _ours(chat_id: str, people: WorkspacePeople) -> str:
    return await people.person_for(chat_id) if _SLACKS.fullmatch(chat_id) else chat_id
