"""A call to Slack that somebody waits for: where Slack stumbles it is tried once more, and then given up in words."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook import WebhookResponse

from bot.slack.errors import MEANINGS, Meaning
from bot.slack.messenger import Pause
from domain.errors import NotTaken

NO_WAY_BACK = (Meaning.CHANNEL, Meaning.PERSON, Meaning.CLOSED, Meaning.TOKEN)
"""What Slack says where the person cannot be answered (any more), whatever the answer is."""
SHORT_WAIT = 0.3
"""Seconds after trouble on Slack's side."""

log = logging.getLogger(__name__)


async def once_more(
    call: Callable[[], Awaitable[object]], pause: Pause, longest_wait: float, *, repeatable: bool = True
) -> None:
    """Make the call, and after trouble on Slack's side or a call to slow down once more; then raise NotTaken, as at
    once where the channel, the person or the workspace cannot be reached.

    pause: how to wait some seconds. repeatable: whether it may be made again where nobody knows if it was carried out
    (a broken connection). What Slack refuses for another reason is raised as it is.
    """
    try:
        await call()
        return
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        wait = _wait_after(error, repeatable=repeatable)
        if wait is None:
            raise _given_up(error) from None
    await pause(min(wait, longest_wait))
    try:
        await call()
    except (SlackApiError, aiohttp.ClientError, TimeoutError) as error:
        raise _given_up(error) from None


def refused(answer: WebhookResponse) -> SlackApiError:
    """What came back for an answer that was sent to a request's own address, as the Web API's refusals are read."""
    try:
        data = json.loads(answer.body)
    except ValueError:
        data = {"error": answer.body.strip()[:80]}
    response = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url="response_url",
        req_args={},
        data=data,
        headers=dict(answer.headers),
        status_code=answer.status_code,
    )
    error: SlackApiError = SlackApiError("An answer was not taken.", response)  # type: ignore[no-untyped-call]
    return error


def code_of(error: SlackApiError) -> str:
    """Slack's word for what is wrong; empty where it gives none, as in a page of a server in between."""
    data = getattr(error.response, "data", error.response)
    return str(data.get("error", "")) if isinstance(data, Mapping) else ""


def is_trouble(error: SlackApiError) -> bool:
    """Whether it is Slack that stumbles, or a server in between, so that the same call may do later."""
    return _wait_after(error, repeatable=True) is not None


def _wait_after(error: Exception, *, repeatable: bool) -> float | None:
    """Seconds until the call may be tried again; None where that is of no use."""
    if not isinstance(error, SlackApiError) or not isinstance(error.response, AsyncSlackResponse):
        return SHORT_WAIT if repeatable else None
    status, meaning = error.response.status_code, MEANINGS.get(code_of(error))
    if status == 429 or meaning is Meaning.SLOW:
        return _retry_after(error.response)
    return SHORT_WAIT if status >= 500 or meaning is Meaning.TROUBLE else None


def _retry_after(answer: Any) -> float:
    """How many seconds Slack asks to wait."""
    headers = {str(key).lower(): value for key, value in getattr(answer, "headers", {}).items()}
    try:
        return float(headers.get("retry-after", 1))
    except (TypeError, ValueError):
        return 1.0


def _given_up(error: Exception) -> Exception:
    if isinstance(error, SlackApiError) and not (is_trouble(error) or MEANINGS.get(code_of(error)) in NO_WAY_BACK):
        return error
    reason = type(error).__name__
    if isinstance(error, SlackApiError):
        answer = error.response
        told = isinstance(answer, AsyncSlackResponse)
        reason = f"{answer.status_code} {code_of(error)}".rstrip() if told else "half an answer"
    log.warning("Slack did not take an answer", extra={"reason": reason})
    return NotTaken("notices.not_taken")
