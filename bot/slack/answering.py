"""The ways back to whoever did something in Slack."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.addressing import addressed
from bot.slack.block_kit import home_payload, message_blocks, message_text, view_payload
from bot.slack.errors import MEANINGS, Meaning
from bot.slack.messenger import Pause
from bot.slack.mrkdwn import label
from bot.slack.trying_again import code_of, once_more, refused
from domain.errors import Gone, NotTaken
from handlers.interaction import Answer
from prompts.message import Home, Message, View
from prompts.notices import notice_view
from services.directory import WorkspacePeople

LONGEST_WAIT = 30.0
"""Seconds after which an answer is no answer any more."""
SOON = 1.5
"""Seconds to wait at most before a form is opened after all, which Slack allows for three, or a tap is answered."""
FULL = "push_limit_reached"
"""What Slack says where three windows lie over each other."""

log = logging.getLogger(__name__)


class SlackAnswering:
    """Answers one request of Slack's. body: what Slack sent; respond: where answers to it go, where there is one;
    people: who is who there; pause: how to wait some seconds, where Slack stumbles."""

    def __init__(
        self,
        body: Mapping[str, Any],
        client: AsyncWebClient,
        respond: AsyncRespond | None,
        people: WorkspacePeople,
        pause: Pause,
    ) -> None:
        self._pause = pause
        self._body = body
        self._people = people
        self._client = client
        self._respond = _webhook(respond, client)

    async def reply(self, message: Message) -> None:
        sent = await self._sent(message, response_type="ephemeral", replace_original=False)
        if not sent and self._body.get("trigger_id"):
            await self.open(notice_view(message))

    async def replace(self, message: Message) -> None:
        if self._respond is None and self._view.get("type") == "modal":
            await self.change(notice_view(message))
        elif not await self._sent(message, replace_original=True) and self._respond is not None:
            await self.open(notice_view(message))

    async def open(self, view: View) -> None:
        """A window, over the one that was pressed in; in its place where Slack takes no more of them."""
        trigger_id = str(self._body.get("trigger_id", ""))
        payload = view_payload(await addressed(view, self._people))
        try:
            if self._view.get("type") == "modal":
                await once_more(lambda: self._client.views_push(trigger_id=trigger_id, view=payload), self._pause, SOON)
            else:
                await once_more(lambda: self._client.views_open(trigger_id=trigger_id, view=payload), self._pause, SOON)
        except SlackApiError as error:
            if code_of(error) == FULL:
                await self.change(view)
            elif "trigger" in code_of(error):
                raise Gone("notices.too_slow") from error
            else:
                raise

    async def change(self, view: View) -> None:
        """What the window that was pressed in shows from now on; a window of its own where there is none."""
        if not self._view.get("id"):
            await self.open(view)
            return
        shown, payload = self._view, view_payload(await addressed(view, self._people))
        try:
            await once_more(
                lambda: self._client.views_update(view_id=shown["id"], hash=shown.get("hash"), view=payload),
                self._pause,
                SOON,
            )
        except SlackApiError as error:
            if code_of(error) not in ("not_found", "hash_conflict"):
                raise

    async def show_home(self, user_id: str, home: Home) -> None:
        payload = home_payload(await addressed(home, self._people))
        chat_id = await self._chat_id(user_id)
        await once_more(lambda: self._client.views_publish(user_id=chat_id, view=payload), self._pause, LONGEST_WAIT)

    async def tell(
        self, user_id: str, channel_id: str, message: Message, thread: str | None = None, *, for_all: bool = False
    ) -> None:
        user = await self._chat_id(user_id)
        await self._post(self._client.chat_postEphemeral, message, channel=channel_id, user=user, thread_ts=thread)

    async def say(self, channel_id: str, message: Message, thread: str | None = None) -> None:
        await self._post(self._client.chat_postMessage, message, channel=channel_id, thread_ts=thread)

    async def _post(self, post: Callable[..., Awaitable[Any]], message: Message, **where: str | None) -> None:
        """Post it; never a second time where the first may be there already."""
        message = await addressed(message, self._people)
        shown = {"text": message_text(message), "blocks": message_blocks(message)}
        await once_more(lambda: post(**shown, **where), self._pause, LONGEST_WAIT, repeatable=False)

    async def _sent(self, message: Message, **how: Any) -> bool:
        """Answer at the request's own address; False where there is none, or Slack takes no answer there (any more)."""
        respond = self._respond
        if respond is None:
            return False
        message = await addressed(message, self._people)

        async def send() -> None:
            answer = await respond.send(text=message_text(message), blocks=message_blocks(message) or None, **how)
            if answer.status_code != 200:
                raise refused(answer)

        try:
            await once_more(send, self._pause, SOON)
        except NotTaken:
            return False
        except SlackApiError as error:
            if MEANINGS.get(code_of(error)) is Meaning.MESSAGE:
                raise
            log.warning("an answer could not be shown where it was asked for", extra={"reason": code_of(error)})
            return False
        return True

    async def _chat_id(self, person: str) -> str:
        found = await self._people.chat_id(person)
        if found is None:
            raise NotTaken("notices.not_taken")
        return found

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


async def acknowledgement(answer: Answer, people: WorkspacePeople) -> dict[str, Any]:
    """What a form does next, as Slack takes it in the acknowledgement."""
    if answer.errors:
        errors = {field: label(await addressed(words, people)) for field, words in answer.errors.items()}
        return {"response_action": "errors", "errors": errors}
    if answer.update:
        return {"response_action": "update", "view": view_payload(await addressed(answer.update, people))}
    if answer.push:
        return {"response_action": "push", "view": view_payload(await addressed(answer.push, people))}
    return {"response_action": "clear"} if answer.clear else {}
