"""Keeps out people of another organisation, met in a channel that both share: a user id is one person's only
together with their team's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.slack.block_kit import message_text, view_payload
from prompts.catalog import say
from prompts.notices import notice, notice_view


class KeepOut(AsyncMiddleware):
    """Go on for people of the workspace (or its organisation); tell a stranger whose bot this is."""

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse | None:
        context = req.context
        if not is_stranger(req.body, context.team_id, context.enterprise_id):
            return await next()
        sentence = notice(say("notices.stranger"))
        if req.body.get("type") == "view_submission":
            return await context.ack(response_action="update", view=view_payload(notice_view(sentence)))
        acknowledged = await context.ack()
        if context.response_url and context.respond is not None:
            await context.respond(text=message_text(sentence), response_type="ephemeral", replace_original=False)
        return acknowledged


def is_stranger(body: Mapping[str, Any], team_id: str | None, enterprise_id: str | None) -> bool:
    """Whether whoever did this is of another team than the bot's.

    team_id: where the bot is installed that hears it. Teams of one enterprise belong together, and an id is one
    person's in all of them.
    """
    theirs = _team_of_person(body)
    return bool(theirs and team_id and theirs != team_id and not enterprise_id)


def _team_of_person(body: Mapping[str, Any]) -> str:
    """The team that the request names beside the person; empty where it names none."""
    event = body.get("event")
    if isinstance(event, Mapping):
        user = event.get("user")
        named = user.get("team_id") if isinstance(user, Mapping) else event.get("user_team") or event.get("team")
    else:
        user = body.get("user")
        named = user.get("team_id") if isinstance(user, Mapping) else None
    return str(named or "")
