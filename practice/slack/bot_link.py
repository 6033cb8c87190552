"""The two ways to the bot: signed HTTP requests, or the Socket Mode connection it opened."""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from urllib.parse import quote_plus, urlencode

import aiohttp

from practice.answer import DISPATCH_FAILED, TIMEOUT, Answer

#: How each character that JSON is written in stands in a form: several times as quick as `urlencode`.
QUOTED = {code: quote_plus(chr(code)) for code in range(128)}

Kind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True)
class Delivery:
    """Something to tell the bot; a re-sent event says how often and why (`http_timeout`, `http_error`)."""

    kind: Kind
    payload: dict[str, Any]
    retry_num: int = 0
    retry_reason: str = ""


@dataclass(frozen=True)
class SignedRequest:
    """The bytes and headers of one request over HTTP."""

    body: bytes
    headers: dict[str, str]


class BotLink(Protocol):
    """Anything that carries deliveries to the bot."""

    async def send(self, delivery: Delivery, seconds: float) -> Answer:
        """Deliver, and wait this many real seconds at most for the acknowledgement."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Compute Slack's request signature, version 0."""
    digest = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256)
    return f"v0={digest.hexdigest()}"


def encoded(delivery: Delivery) -> tuple[bytes, str]:
    """Give a delivery's body and content type as Slack sends it."""
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload).encode(), "application/json"
    if delivery.kind == "interactive":
        payload = json.dumps(delivery.payload, separators=(",", ":")).translate(QUOTED)
        return f"payload={payload}".encode(), "application/x-www-form-urlencoded"
    return urlencode(delivery.payload).encode(), "application/x-www-form-urlencoded"


def signed(delivery: Delivery, secret: str, *, at: float | None = None) -> SignedRequest:
    """Make the request for a delivery, signed with `secret` as at the real time `at` (epoch seconds)."""
    body, content_type = encoded(delivery)
    timestamp = str(int(time.time() if at is None else at))
    headers = {
        "Content-Type": content_type,
        "User-Agent": "Slackbot 1.0 (practice workspace)",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(secret, timestamp, body),
    }
    if delivery.retry_num:
        headers["X-Slack-Retry-Num"] = str(delivery.retry_num)
        headers["X-Slack-Retry-Reason"] = delivery.retry_reason
    return SignedRequest(body, headers)


class HttpLink:
    """Posts to the bot's address. `requests` keeps what was sent, for replaying it."""

    def __init__(self, url: str, signing_secret: str) -> None:
        """Post to `url` (the bot's /slack/events), signed with this secret."""
        self.url = url
        self.signing_secret = signing_secret
        self.requests: list[SignedRequest] = []
        self._session: aiohttp.ClientSession | None = None

    async def send(self, delivery: Delivery, seconds: float) -> Answer:
        """Sign and post a delivery."""
        request = signed(delivery, self.signing_secret)
        self.requests.append(request)
        return await self.post(request, seconds)

    async def post(self, request: SignedRequest, seconds: float) -> Answer:
        """Post a request just as it is and read the acknowledgement."""
        if self._session is None:
            self._session = aiohttp.ClientSession()
        began = time.monotonic()
        try:
            async with asyncio.timeout(seconds):
                async with self._session.post(self.url, data=request.body, headers=request.headers) as reply:
                    text = await reply.text()
        except TimeoutError:
            return Answer(None, failure=TIMEOUT, seconds=time.monotonic() - began)
        except aiohttp.ClientError as error:
            return Answer(None, body=str(error), failure=DISPATCH_FAILED, seconds=time.monotonic() - began)
        body: Any = text
        if reply.content_type == "application/json" and text:
            body = json.loads(text)
        failure = None if reply.status < 300 else DISPATCH_FAILED
        return Answer(reply.status, body, failure, time.monotonic() - began)

    async def close(self) -> None:
        """Close the connections to the bot."""
        if self._session is not None:
            await self._session.close()
            self._session = None
