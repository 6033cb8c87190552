"""The ways back to whoever did something in Slack."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.block_kit import home_payload, message_blocks, message_text, view_payload
from domain.errors import Gone
from handlers.interaction import Answer
from prompts.message import Home, Message, View
from prompts.notices import notice_view

LONGEST_WAIT = 30.0
"""Seconds after which an answer is no answer any more."""


class SlackAnswering:
    """Answers one request of Slack's. body: what Slack sent; respond: where answers to it go, where there is one."""

    def __init__(self, body: Mapping[str, Any], client: AsyncWebClient, respond: AsyncRespond | None) -> None:
        self._body = body
        self._client = client
        self._respond = _webhook(respond, client)

    async def reply(self, message: Message) -> None:
        if self._respond is not None:
            await self._respond.send(
                text=message_text(message),
                blocks=message_blocks(message) or None,
                response_type="ephemeral",
                replace_original=False,
            )
        elif self._body.get("trigger_id"):
            await self.open(notice_view(message))

    async def replace(self, message: Message) -> None:
        if self._respond is not None:
            await self._respond.send(text=message_text(message), blocks=message_blocks(message), replace_original=True)
        elif self._view.get("type") == "modal":
            await self.change(notice_view(message))

    async def open(self, view: View) -> None:
        trigger_id = str(self._body.get("trigger_id", ""))
        try:
            if self._view.get("type") == "modal":
                await self._client.views_push(trigger_id=trigger_id, view=view_payload(view))
            else:
                await self._client.views_open(trigger_id=trigger_id, view=view_payload(view))
        except SlackApiError as error:
            if "trigger" in str(error.response.get("error")):
                raise Gone("notices.too_slow") from error
            raise

    async def change(self, view: View) -> None:
        shown = self._view
        try:
            await self._client.views_update(view_id=shown["id"], hash=shown.get("hash"), view=view_payload(view))
        except SlackApiError as error:
            if error.response.get("error") not in ("not_found", "hash_conflict"):
                raise

    async def show_home(self, user_id: str, home: Home) -> None:
        await self._client.views_publish(user_id=user_id, view=home_payload(home))

    async def tell(self, user_id: str, channel_id: str, message: Message, thread: str | None = None) -> None:
        await self._post(self._client.chat_postEphemeral, message, channel=channel_id, user=user_id, thread_ts=thread)

    async def say(self, channel_id: str, message: Message, thread: str | None = None) -> None:
        await self._post(self._client.chat_postMessage, message, channel=channel_id, thread_ts=thread)

    async def _post(self, post: Callable[..., Awaitable[Any]], message: Message, **where: str | None) -> None:
        """Post it; where Slack asks to wait a little, once more after that, so that nobody is met with silence."""
        shown = {"text": message_text(message), "blocks": message_blocks(message)}
        try:
            await post(**shown, **where)
        except SlackApiError as error:
            if error.response.get("error") != "ratelimited":
                raise
            await asyncio.sleep(min(float(error.response.headers.get("Retry-After", 1)), LONGEST_WAIT))
            await post(**shown, **where)

    @property
    def _view(self) -> Mapping[str, Any]:
        found = self._body.get("view") or {}
        return found if isinstance(found, Mapping) else {}


def _webhook(respond: AsyncRespond | None, client: AsyncWebClient) -> AsyncWebhookClient | None:
    """Answers at the address that came with the request, over the client's connections; Bolt's own opens one each."""
    if respond is None or respond.response_url is None:
        return None
    webhook = AsyncWebhookClient(respond.response_url, session=client.session, ssl=respond.ssl, timeout=client.timeout)
    webhook.proxy = client.proxy
    return webhook


def acknowledgement(answer: Answer) -> dict[str, Any]:
    """What a form does next, as Slack takes it in the acknowledgement."""
    if answer.errors:
        return {"response_action": "errors", "errors": dict(answer.errors)}
    if answer.update:
        return {"response_action": "update", "view": view_payload(answer.update)}
    if answer.push:
        return {"response_action": "push", "view": view_payload(answer.push)}
    return {"response_action": "clear"} if answer.clear else {}
