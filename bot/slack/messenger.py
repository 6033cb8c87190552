"""Speaking through Slack: the services' Messenger port on slack_sdk's async client."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any

import aiohttp
from msgspec import Struct
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.connections import TIMEOUT_SECONDS, proxy_for
from bot.counted import count_rate_limited_by_slack
from bot.slack.addressing import addressed
from bot.slack.block_kit import message_blocks, message_text
from bot.slack.errors import MEANINGS, Meaning, problem_of
from domain.people import Standing, is_person_id
from prompts.message import Message, SharedFile
from services.directory import WorkspacePeople
from services.ports import (
    Account,
    DeliveryProblem,
    PersonUnreachable,
    Posted,
    Profile,
    RateLimited,
    Rejected,
    Span,
    Unsure,
    WorkspaceIdentity,
)

Pause = Callable[[float], Awaitable[None]]

SLACKBOT = "USLACKBOT"
"""Slack's own helper, which its API calls no bot."""
METADATA_TYPE = "cop_delivery"
PEOPLE_PAGE = 1000
PERSON_IDS = ("U", "W")
"""What a person's id begins with."""


class HistoryReading(Struct, frozen=True):
    """How a conversation is looked through: messages a page, pages at most, seconds between two pages."""

    page: int
    pages: int
    pause: float


USUAL = HistoryReading(page=200, pages=25, pause=0)
SLOWED = HistoryReading(page=15, pages=8, pause=61)
"""For an app that is given to other workspaces outside Slack's marketplace: a call a minute, of 15 messages."""


class SlackMessenger:
    """One workspace's voice. `client` is made by the composition root, with no retries of its own.

    pause: how to wait some seconds, as while Slack processes a picture. history: how a conversation is looked
    through. home: the id of the team or enterprise where the bot is installed, as far as it is known; for the rest
    Slack is asked where it matters. people: who is who there; none where only Slack's own ids are asked about.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        pause: Pause = asyncio.sleep,
        home: frozenset[str] = frozenset(),
        history: HistoryReading = USUAL,
        people: WorkspacePeople | None = None,
    ) -> None:
        self._client = client
        self._who = people
        self._pause = pause
        self._home = home
        self._whole = False
        self._history = history

    async def identity(self) -> WorkspaceIdentity:
        answer = await self._call("auth.test", {})
        workspace = answer.get("enterprise_id") if answer.get("is_enterprise_install") else answer.get("team_id")
        return WorkspaceIdentity(str(workspace), str(answer.get("team", "")), str(answer.get("user_id", "")))

    async def open_conversation(self, people: Sequence[str]) -> str:
        chat_ids = [await self._chat_id(person) for person in people]
        answer = await self._call("conversations.open", {"users": ",".join(chat_ids)}, to_person=True)
        return str(answer["channel"]["id"])

    async def post(
        self,
        channel_id: str,
        message: Message,
        delivery_id: str,
        thread_ts: str | None = None,
        *,
        together: Sequence[str] = (),
    ) -> Posted:
        content = await self._content(message, delivery_id)
        if thread_ts is not None:
            content["thread_ts"] = thread_ts
        if is_person_id(channel_id):
            channel_id = await self._chat_id(channel_id)
        answer = await self._call(
            "chat.postMessage", {"channel": channel_id, **content}, to_person=channel_id.startswith(PERSON_IDS)
        )
        return Posted(str(answer["channel"]), str(answer["ts"]))

    async def update(self, posted: Posted, message: Message, delivery_id: str, *, together: Sequence[str] = ()) -> None:
        content = await self._content(message, delivery_id)
        content.pop("unfurl_links")
        content.pop("unfurl_media")
        await self._call("chat.update", {"channel": posted.channel_id, "ts": posted.ts, **content})

    async def delete(self, posted: Posted) -> None:
        try:
            await self._call("chat.delete", {"channel": posted.channel_id, "ts": posted.ts})
        except Rejected as problem:
            if not problem.reason.startswith("message_not_found"):
                raise

    async def find_post(self, channel_id: str, delivery_id: str, thread_ts: str | None, span: Span) -> Posted | None:
        def carries(message: Mapping[str, Any]) -> bool:
            metadata = message.get("metadata") or {}
            payload = metadata.get("event_payload") or {}
            return metadata.get("event_type") == METADATA_TYPE and payload.get("delivery_id") == delivery_id

        return await self._search(channel_id, thread_ts, span, carries)

    async def find_share(self, channel_id: str, file_id: str, thread_ts: str | None, span: Span) -> Posted | None:
        def shows(message: Mapping[str, Any]) -> bool:
            return any(file.get("id") == file_id for file in message.get("files") or [])

        return await self._search(channel_id, thread_ts, span, shows)

    async def upload(self, file: SharedFile) -> str:
        return await self._upload(file.filename, file.title, file.content, alt="")

    async def share(self, file_id: str, file: SharedFile, channel_id: str, thread_ts: str | None = None) -> None:
        call: dict[str, Any] = {
            "files": [{"id": file_id, "title": file.title}],
            "channel_id": channel_id,
            "initial_comment": file.comment,
        }
        if thread_ts is not None:
            call["thread_ts"] = thread_ts
        await self._call("files.completeUploadExternal", call)

    async def user_with_email(self, email: str, channels: Collection[str] = ()) -> str | None:
        try:
            answer = await self._call("users.lookupByEmail", {"email": email}, to_person=True)
        except PersonUnreachable:
            return None
        return str(answer["user"]["id"])

    async def standing_of(self, person: str, channels: Collection[str] = ()) -> Standing:
        try:
            return await self.standing_of_account(await self._chat_id(person))
        except PersonUnreachable:
            return Standing.UNKNOWN

    async def standing_of_account(self, chat_id: str, channels: Collection[str] = ()) -> Standing:
        try:
            answer = await self._call("users.info", {"user": chat_id}, to_person=True)
        except PersonUnreachable:
            return Standing.UNKNOWN
        return await self._standing(answer.get("user") or {})

    async def _standing(self, user: Mapping[str, Any]) -> Standing:
        """What a user is. Teams of one enterprise belong together, and of the bot's Slack is asked where it matters."""
        found = standing_in(user, self._home)
        if found is not Standing.STRANGER or (self._home and not _enterprise_of(user)):
            return found
        return standing_in(user, await self._whole_home())

    async def profile_of(self, person: str) -> Profile:
        try:
            answer = await self._call("users.info", {"user": await self._chat_id(person)}, to_person=True)
        except PersonUnreachable:
            return Profile()
        user = answer.get("user") or {}
        profile = user.get("profile") or {}
        said = [user.get("real_name"), *(profile.get(name) for name in ("real_name", "display_name"))]
        said.append(" ".join(str(profile.get(name) or "") for name in ("first_name", "last_name")))
        names = tuple(dict.fromkeys(name.strip() for name in said if isinstance(name, str) and name.strip()))
        return Profile(names, str(user.get("tz") or ""))

    async def people(self, cursor: str = "", channels: Collection[str] = ()) -> tuple[Sequence[Account], str | None]:
        page = await self._call("users.list", {"limit": PEOPLE_PAGE, "cursor": cursor})
        found = [
            Account(
                str(user["id"]),
                str((user.get("profile") or {}).get("email") or "").lower(),
                await self._standing(user),
            )
            for user in page["members"]
        ]
        return found, (page.get("response_metadata") or {}).get("next_cursor") or None

    @property
    def _people(self) -> WorkspacePeople:
        if self._who is None:
            raise RuntimeError("this messenger does not know who is who")
        return self._who

    async def _chat_id(self, person: str) -> str:
        """Slack's id of somebody. Raises PersonUnreachable where nobody here has that id of ours."""
        found = await self._people.chat_id(person)
        if found is None:
            raise PersonUnreachable("nobody here has that id")
        return found

    async def _whole_home(self) -> frozenset[str]:
        if not self._whole:
            answer = await self._call("auth.test", {})
            own = frozenset(str(answer[key]) for key in ("team_id", "enterprise_id") if answer.get(key))
            self._home, self._whole = self._home | own, True
        return self._home

    async def members(self, channel_id: str) -> frozenset[str]:
        found: set[str] = set()
        cursor = ""
        while True:
            page = await self._call("conversations.members", {"channel": channel_id, "limit": 200, "cursor": cursor})
            found.update(page["members"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return frozenset((await self._people.find_all(found)).values())

    async def channels_of(self, person: str) -> frozenset[str]:
        found: set[str] = set()
        user = await self._chat_id(person)
        call = {"user": user, "types": "public_channel,private_channel", "exclude_archived": True, "limit": 200}
        cursor = ""
        while True:
            page = await self._call("users.conversations", {**call, "cursor": cursor}, to_person=True)
            found.update(str(channel["id"]) for channel in page.get("channels") or [])
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return frozenset(found)

    async def _content(self, message: Message, delivery_id: str) -> dict[str, Any]:
        uploaded = {
            picture.id: await self._upload(picture.filename, picture.filename, picture.png, picture.alt)
            for picture in message.pictures
        }
        message = await addressed(message, self._people)
        return {
            "text": message_text(message),
            "blocks": message_blocks(message, uploaded),
            "metadata": {"event_type": METADATA_TYPE, "event_payload": {"delivery_id": delivery_id}},
            "unfurl_links": False,
            "unfurl_media": False,
        }

    async def _upload(self, filename: str, title: str, content: bytes, alt: str) -> str:
        call: dict[str, Any] = {"filename": filename, "length": len(content)}
        if alt:
            call["alt_txt"] = alt[:1000]
        place = await self._call("files.getUploadURLExternal", call)
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(place["upload_url"], data=content, proxy=proxy_for(place["upload_url"])) as answer,
            ):
                if answer.status != 200:
                    raise Unsure(f"the file upload was answered with {answer.status}")
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Unsure(f"the file upload broke off: {type(error).__name__}") from error
        file_id = str(place["file_id"])
        if alt:
            # A picture is completed without a channel: the message shows it, and nobody sees it before.
            await self._call("files.completeUploadExternal", {"files": [{"id": file_id, "title": title}]})
            await self._until_processed(file_id)
        return file_id

    async def _until_processed(self, file_id: str) -> None:
        """Wait until Slack can show the picture: a message that names it earlier is refused."""
        for pause in (0.0, 0.2, 0.4, 0.8, 1.6, 3.0):
            await self._pause(pause)
            answer = await self._call("files.info", {"file": file_id})
            if answer["file"].get("mimetype"):
                return
        raise Unsure("Slack is still processing the picture")

    async def _search(
        self, channel_id: str, thread_ts: str | None, span: Span, matches: Callable[[Mapping[str, Any]], bool]
    ) -> Posted | None:
        """The newest matching message of the bot's conversation in that span of time.

        Raises Unsure where there are too many messages to be read to the end: then nobody can tell.
        """
        method = "conversations.history" if thread_ts is None else "conversations.replies"
        call: dict[str, Any] = {
            "channel": channel_id,
            "limit": self._history.page,
            "include_all_metadata": True,
            "oldest": f"{span.since.timestamp():.6f}",
            "latest": f"{(span.likely_until if self._history.pause else span.until).timestamp():.6f}",
        }
        if thread_ts is not None:
            call["ts"] = thread_ts
        for _ in range(self._history.pages):
            page = await self._call(method, call)
            for message in page.get("messages") or []:
                if matches(message):
                    return Posted(channel_id, str(message["ts"]))
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
            call["cursor"] = cursor
            if self._history.pause:
                await self._pause(self._history.pause)
        raise Unsure(f"more than {self._history.page * self._history.pages} messages to look through")

    async def _call(self, method: str, call: dict[str, Any], *, to_person: bool = False) -> Mapping[str, Any]:
        reading = method.startswith(
            ("conversations.history", "conversations.replies", "conversations.members", "files.info", "users.")
        )
        try:
            if reading:
                params = {key: _param(value) for key, value in call.items() if value != ""}
                answer = await self._client.api_call(method, http_verb="GET", params=params)
            elif method == "files.getUploadURLExternal":
                answer = await self._client.api_call(method, params=call)
            else:
                answer = await self._client.api_call(method, json=call)
        except SlackApiError as error:
            problem = _problem(error, to_person=to_person)
            if isinstance(problem, RateLimited):
                count_rate_limited_by_slack(method)
            raise problem from error
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Unsure(f"{method}: {type(error).__name__}") from error
        return answer.data if isinstance(answer.data, dict) else {}


def standing_in(user: Mapping[str, Any], home: frozenset[str]) -> Standing:
    """What a user is, as Slack describes them, to the team or enterprise with one of the ids in `home`.

    In a channel shared with another organisation is_stranger is false for its people: only their team tells.
    """
    organisation = user.get("enterprise_user") or {}
    theirs = {user.get("team_id"), organisation.get("enterprise_id"), *(organisation.get("teams") or [])}
    if user.get("deleted"):
        return Standing.GONE
    if any(user.get(key) for key in ("is_bot", "is_workflow_bot", "is_connector_bot")) or user.get("id") == SLACKBOT:
        return Standing.APP
    if user.get("is_stranger") or not theirs & home:
        return Standing.STRANGER
    return Standing.GUEST if user.get("is_restricted") or user.get("is_ultra_restricted") else Standing.PERSON


def _enterprise_of(user: Mapping[str, Any]) -> str:
    """The enterprise that somebody is of; empty where they are of none."""
    return str((user.get("enterprise_user") or {}).get("enterprise_id") or "")


def _param(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _problem(error: SlackApiError, *, to_person: bool) -> DeliveryProblem:
    """Slack's error as one of the port's kinds."""
    answer = error.response
    if not isinstance(answer, AsyncSlackResponse):
        return Unsure(str(error))
    data = answer.data if isinstance(answer.data, dict) else {}
    code = str(data.get("error", "no error code"))
    if answer.status_code == 429 or MEANINGS.get(code) is Meaning.SLOW:
        headers = {key.lower(): value for key, value in answer.headers.items()}
        retry_after = headers.get("retry-after", "30")
        seconds = float(retry_after[0] if isinstance(retry_after, list) else retry_after)
        return RateLimited(code, seconds)
    if answer.status_code >= 500:
        return Unsure(f"{answer.status_code} {code}")
    detail = (data.get("response_metadata") or {}).get("messages") or data.get("errors") or ""
    return problem_of(code, str(detail), to_person=to_person)
