"""The way to the bot: activities posted over HTTP, each with a token that says who sends it."""

import asyncio
import json
import time
from dataclasses import dataclass
from typing import Any

import aiohttp

from practice.answer import DISPATCH_FAILED, TIMEOUT, Answer

Activity = dict[str, Any]


@dataclass(frozen=True)
class SignedRequest:
    """The bytes and headers of one request."""

    body: bytes
    headers: dict[str, str]


def signed(activity: Activity, token: str | None) -> SignedRequest:
    """Make the request for an activity; without a token it goes without one."""
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Microsoft-SkypeBotApi (practice)"}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    return SignedRequest(json.dumps(activity).encode(), headers)


class HttpLink:
    """Posts to the bot's address. `requests` keeps what was sent, for sending it again."""

    def __init__(self, url: str) -> None:
        """Post to `url` (the bot's /teams/messages)."""
        self.url = url
        self.requests: list[SignedRequest] = []
        self._session: aiohttp.ClientSession | None = None

    async def post(self, request: SignedRequest, seconds: float) -> Answer:
        """Post a request just as it is and read the answer, for this many real seconds at most."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        self.requests.append(request)
        began = time.monotonic()
        try:
            async with asyncio.timeout(seconds):
                async with self._session.post(self.url, data=request.body, headers=request.headers) as reply:
                    text = await reply.text()
        except TimeoutError:
            return Answer(None, failure=TIMEOUT, seconds=time.monotonic() - began)
        except aiohttp.ClientError as error:
            return Answer(None, body=str(error), failure=DISPATCH_FAILED, seconds=time.monotonic() - began)
        failure = None if reply.status < 300 else DISPATCH_FAILED
        return Answer(reply.status, read(reply.content_type, text), failure, time.monotonic() - began)

    async def get(self, url: str, seconds: float) -> tuple[int, str, bytes]:
        """Fetch a picture as Teams' own proxy does: status, content type and bytes; status 0 where nothing came."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            async with asyncio.timeout(seconds):
                async with self._session.get(url) as reply:
                    return reply.status, reply.content_type, await reply.read()
        except (TimeoutError, aiohttp.ClientError):
            return 0, "", b""

    async def close(self) -> None:
        """Close the connections to the bot."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def read(content_type: str, text: str) -> Any:
    if content_type != "application/json" or not text:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
