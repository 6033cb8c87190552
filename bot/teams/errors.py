"""What each refusal of Teams means for the bot. docs/operations.md has the same table, held against this one.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from typing import Any

from services.ports import (
    ChannelUnusable,
    DeliveryProblem,
    PersonUnreachable,
    RateLimited,
    Rejected,
    Unknown,
    Unsure,
    WorkspaceClosed,
    WorkspaceLost,
)


class Meaning(Enum):
    """What a refusal is about, by what the bot does with it."""

    SLOW = "Teams asks to wait"
    AGAIN = "not taken, and worth another try at once"
    TROUBLE = "trouble on Teams' side"
    TOKEN = "the bot is not let in"  # noqa: S105
    CLOSED = "an administrator has blocked the bot"
    PLACE = "there is no speaking there"
    GONE = "the conversation is not there"
    MISSING = "the message or the person is not there"
    MESSAGE = "this message or call is refused"


_CODES: dict[Meaning, str] = {
    Meaning.SLOW: "Throttled",
    Meaning.AGAIN: "PreconditionFailed",
    Meaning.TROUBLE: "ServiceError",
    Meaning.TOKEN: "BotNotRegistered",
    Meaning.CLOSED: "BotDisabledByAdmin",
    Meaning.PLACE: """
        BotNotInConversationRoster ConversationBlockedByUser MessageWritesBlocked ForbiddenOperationException
        NotEnoughPermissions""",
    Meaning.GONE: "ConversationNotFound",
    Meaning.MISSING: "ActivityNotFoundInConversation MemberNotFoundInConversation",
    Meaning.MESSAGE: "BadArgument BadSyntax MessageSizeTooBig InvalidBotApiHost",
}

MEANINGS: dict[str, Meaning] = {code: meaning for meaning, codes in _CODES.items() for code in codes.split()}

WHAT_TO_DO: dict[str, str] = {
    "BotDisabledByAdmin": "The app is blocked in the tenant: have it allowed in the admin centre, under Manage apps.",
}
"""For an operator, where the tenant takes nothing for now."""

STATUSES: dict[int, Meaning] = {
    400: Meaning.MESSAGE,
    401: Meaning.TOKEN,
    408: Meaning.TROUBLE,
    412: Meaning.AGAIN,
    413: Meaning.MESSAGE,
    429: Meaning.SLOW,
}
"""What an answer without a known code means; from 500 on it is trouble, and all else is not known."""
USUAL_WAIT = 5.0
"""Seconds to wait where Teams does not say how many."""
LONGEST_REASON = 300


def problem_of(status: int, body: str, retry_after: str, *, to_person: bool) -> DeliveryProblem:
    """The port's kind for an answer that is no success.

    to_person: whether the call was about one person's conversation, so that one that is closed is theirs.
    """
    code, said = code_in(body)
    meaning = _meaning(status, code)
    reason = f"{status} {code}".strip()
    if meaning is Meaning.SLOW:
        return RateLimited(reason, seconds_in(retry_after))
    if meaning is Meaning.AGAIN:
        return Unsure(reason, refused=True)
    if meaning is Meaning.TROUBLE:
        return Unsure(reason)
    if meaning is Meaning.TOKEN:
        return WorkspaceLost(reason)
    if meaning is Meaning.CLOSED:
        return PersonUnreachable(reason) if to_person else WorkspaceClosed(reason)
    if meaning is Meaning.PLACE:
        return PersonUnreachable(reason) if to_person else ChannelUnusable(reason)
    if meaning is Meaning.GONE:
        return ChannelUnusable(reason)  # a chat with one person too: it can be begun anew
    if meaning is None:
        return Unknown(f"{reason} {said}".strip()[:LONGEST_REASON])
    return Rejected(f"{reason} {said}".strip()[:LONGEST_REASON])


def is_missing(problem: Rejected) -> bool:
    """Whether Teams said that the message, or the member, is not there."""
    words = problem.reason.split()
    return len(words) > 1 and MEANINGS.get(words[1]) is Meaning.MISSING


def code_in(body: str) -> tuple[str, str]:
    """Teams' word for what is wrong, and its sentence; a finer word counts before a coarse one."""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        return "", ""
    error = found.get("error") if isinstance(found, Mapping) else None
    if not isinstance(error, Mapping):
        error = found if isinstance(found, Mapping) else {}
    said = str(error.get("message") or "")
    named = [str(error.get("subCode") or ""), str(error.get("code") or "")]
    if "MessageWritesBlocked" in said:  # in one of its forms the sub-code stands inside the sentence
        named.insert(0, "MessageWritesBlocked")
    named = [one.replace(" ", "") for one in named]
    return next((one for one in named if one in MEANINGS), named[-1][:80]), said


def seconds_in(retry_after: str) -> float:
    """How long Teams asks to wait."""
    try:
        return max(float(retry_after), 0.1)
    except ValueError:
        return USUAL_WAIT


def _meaning(status: int, code: str) -> Meaning | None:
    if status >= 500:
        return Meaning.TROUBLE
    return MEANINGS.get(code) or STATUSES.get(status)
