"""Looking at the accounts behind the user ids of a members file: an id is taken over only where it is a person's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Final, TypeVar

from domain.people import MAY_HOLD_A_ROLE, Standing
from services.networks.roster_files import MemberRow, Problem
from services.ports import DeliveryProblem, Messenger, RateLimited, Unsure

TRIES: Final = 5
ONE_BY_ONE: Final = 10
"""For more people than these, everybody is asked for at once: Slack takes about a hundred questions a minute."""
WHAT_THEY_ARE: Final = {
    Standing.GUEST: "a guest of the workspace",
    Standing.STRANGER: "of another organisation",
    Standing.APP: "an app",
    Standing.GONE: "a closed account",
    Standing.UNKNOWN: "nobody in this workspace",
}
Pause = Callable[[float], Awaitable[None]]
Found = TypeVar("Found")


async def people_who_cannot(
    messenger: Messenger,
    file: str,
    rows: Sequence[MemberRow],
    people: Mapping[str, str],
    known: Collection[str],
    *,
    pause: Pause = asyncio.sleep,
) -> list[Problem]:
    """A problem for each person who may hold no role. Those `known` hold one already, and were looked at then.

    people: the user id for what the file says.
    """
    first = {people[row.person]: row for row in reversed(rows) if row.person}
    asked = [person for person in first if person not in known]
    if not asked:
        return []
    try:
        found = await _standings(messenger, asked, pause)
    except DeliveryProblem as problem:
        reason = f"{asked[0]} cannot be looked up: {problem.reason}."
        return [Problem(file, first[asked[0]].line, reason, "Try again in a few minutes, or run cop-bot doctor.")]
    return [
        Problem(
            file,
            first[person].line,
            f"{first[person].person} is {WHAT_THEY_ARE[found[person]]}, and cannot hold a role.",
            "Correct the id, or let the person join the workspace as a member first.",
        )
        for person in sorted(asked, key=lambda person: first[person].line)
        if found[person] not in MAY_HOLD_A_ROLE
    ]


async def _standings(messenger: Messenger, people: Sequence[str], pause: Pause) -> Mapping[str, Standing]:
    if len(people) <= ONE_BY_ONE:
        return {person: await _patiently(partial(messenger.standing_of, person), pause) for person in people}
    every = await _patiently(messenger.standings, pause)
    return {person: every.get(person, Standing.UNKNOWN) for person in people}


async def _patiently(ask: Callable[[], Awaitable[Found]], pause: Pause) -> Found:
    """Ask, waiting where Slack asks for it; gives up after TRIES."""
    for attempt in range(1, TRIES):
        try:
            return await ask()
        except (RateLimited, Unsure) as problem:
            await pause(problem.retry_after if isinstance(problem, RateLimited) else 2.0 * attempt)
    return await ask()
