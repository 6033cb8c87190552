"""Keeps out people of another organisation, met in a channel that both share: a user id is one person's only
together with their team's.

Workspaces of one Enterprise Grid belong together, and an id is one person's in all of them. What Slack tells beside a
person is their own workspace, or their enterprise; of another workspace it does not tell to which enterprise that
belongs. So where the bot's own is of one, Slack is asked who somebody of another workspace is.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackClientError

from bot.slack.block_kit import message_text, view_payload
from domain.people import Standing
from prompts.catalog import say
from prompts.message import Message
from prompts.notices import notice, notice_view
from services.ports import DeliveryProblem

log = logging.getLogger(__name__)

StandingOf = Callable[[AsyncBoltContext, str], Awaitable[Standing]]
OURS_SECONDS, STRANGERS_SECONDS = 86_400.0, 600.0
"""For so long Slack is not asked again who somebody is."""
MOST_REMEMBERED = 10_000
SPOKEN = ("app_mention", "message")
"""Events in which somebody says something to the bot, and waits for an answer."""


class Whose(StrEnum):
    """Of which organisation somebody is, as far as a request tells."""

    OURS = "ours"
    ANOTHERS = "another's"
    UNCLEAR = "unclear"


class KeepOut(AsyncMiddleware):
    """Go on for people of the workspace (or its enterprise); tell a stranger whose bot this is, and nothing else.

    standing_of: asks Slack what the account with that id is to the workspace that the request comes from.
    """

    def __init__(self, standing_of: StandingOf, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._standing_of = standing_of
        self._monotonic = monotonic
        self._known: dict[tuple[str, str], tuple[float, Standing]] = {}

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse | None:
        context = req.context
        whole = bool(context.is_enterprise_install)
        whose = whose_person(req.body, context.team_id, context.enterprise_id, whole_enterprise=whole)
        if whose is Whose.OURS:
            return await next()
        if whose is Whose.UNCLEAR:
            try:
                if await self._standing(context, req.body) is not Standing.STRANGER:
                    return await next()
            except DeliveryProblem as problem:
                log.warning("cannot say whose person it is", extra={"reason": problem.reason})
                return await _turned_away(req, notice(say("notices.whose_unknown")))
        return await _turned_away(req, notice(say("notices.stranger")))

    async def _standing(self, context: AsyncBoltContext, body: Mapping[str, Any]) -> Standing:
        user = _person(body)
        key, now = (str(context.enterprise_id), user), self._monotonic()
        known = self._known.get(key)
        if known is None or known[0] <= now:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            found = await self._standing_of(context, user)
            for_seconds = STRANGERS_SECONDS if found is Standing.STRANGER else OURS_SECONDS
            known = self._known[key] = now + for_seconds, found
        return known[1]


async def _turned_away(req: AsyncBoltRequest, sentence: Message) -> BoltResponse:
    context, event = req.context, req.body.get("event")
    if req.body.get("type") == "view_submission":
        return await context.ack(response_action="update", view=view_payload(notice_view(sentence)))
    acknowledged = await context.ack()
    if context.response_url and context.respond is not None:
        await context.respond(text=message_text(sentence), response_type="ephemeral", replace_original=False)
    elif isinstance(event, Mapping) and event.get("type") in SPOKEN and not event.get("bot_id"):
        try:
            await context.client.chat_postEphemeral(
                channel=str(event.get("channel")), user=_person(req.body), text=message_text(sentence)
            )
        except (SlackClientError, OSError, TimeoutError) as error:
            log.warning("could not answer", extra={"reason": type(error).__name__})
    return acknowledged


def whose_person(
    body: Mapping[str, Any], team_id: str | None, enterprise_id: str | None, *, whole_enterprise: bool = False
) -> Whose:
    """Whose person did this. team_id, enterprise_id: where the bot is installed that hears it, as the request tells.

    whole_enterprise: it is installed for all workspaces of the enterprise at once; then the request names none as its.
    """
    theirs = _named_beside_person(body)
    ours = (enterprise_id,) if whole_enterprise else (team_id, enterprise_id)
    if not theirs or theirs in ours:
        return Whose.OURS
    if not enterprise_id or theirs.startswith("E"):
        return Whose.ANOTHERS
    return Whose.UNCLEAR


def _named_beside_person(body: Mapping[str, Any]) -> str:
    """The team or enterprise that the request names beside the person; empty where it names none."""
    event = body.get("event")
    if isinstance(event, Mapping):
        user = event.get("user")
        named = user.get("team_id") if isinstance(user, Mapping) else event.get("user_team") or event.get("team")
    else:
        user = body.get("user")
        named = user.get("team_id") if isinstance(user, Mapping) else None
    return str(named or "")


def _person(body: Mapping[str, Any]) -> str:
    """Slack's id of whoever did it."""
    event = body.get("event")
    user = event.get("user") if isinstance(event, Mapping) else body.get("user")
    return str((user.get("id") if isinstance(user, Mapping) else user) or body.get("user_id") or "")
