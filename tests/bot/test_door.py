"""The front door against whoever finds it: slow senders, long bodies, forged and malformed signatures."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import time
from collections.abc import AsyncIterator
from urllib.parse import urlencode, urlsplit

import pytest

from bot import door, sample, slow_senders
from bot.slack import payloads
from tests.house import SIGNING_SECRET, House
from tests.tables import in_one_house

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HEAD = b"POST /slack/events HTTP/1.1\r\nhost: bot\r\n"


def address(house: House) -> tuple[str, int]:
    assert house.hub.http is not None
    parts = urlsplit(house.hub.http.url)
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port


@contextlib.asynccontextmanager
async def connected(house: House) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(*address(house))
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def status(house: House, sent: bytes) -> int:
    """What is answered to these bytes; 0 where the connection closes without a word."""
    async with connected(house) as (reader, writer):
        writer.write(sent)
        line = await asyncio.wait_for(reader.readline(), 5)
    return int(line.split()[1]) if line else 0


def headers(*pairs: tuple[str, str | bytes]) -> bytes:
    lines = (name.encode() + b": " + (value if isinstance(value, bytes) else value.encode()) for name, value in pairs)
    return HEAD + b"".join(line + b"\r\n" for line in lines)


def signature(body: bytes, timestamp: str) -> str:
    signed = f"v0:{timestamp}:".encode() + body
    return "v0=" + hmac.new(SIGNING_SECRET.encode(), signed, hashlib.sha256).hexdigest()


def request(body: bytes, timestamp: str | bytes, mark: str | bytes, *more: tuple[str, str | bytes]) -> bytes:
    form = ("content-type", "application/x-www-form-urlencoded")
    signed = (("x-slack-request-timestamp", timestamp), ("x-slack-signature", mark))
    return headers(form, *signed, ("content-length", str(len(body))), *more) + b"\r\n" + body


def now() -> str:
    return str(int(time.time()))


def command(word: str = "/cop-help") -> bytes:
    return urlencode({"command": word, "user_id": "UCHAIR", "team_id": "T0COP", "text": ""}).encode()


# Slow senders


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        (b"", "nothing at all"),
        (b"P", "one byte"),
        (HEAD, "half a head"),
        (HEAD + b"content-length: 9\r\n\r\nx", "a head and one byte"),
        (headers(("x-slack-request-timestamp", "{now}"), ("content-length", "9")) + b"\r\nx", "half a signature"),
        (
            headers(
                ("x-slack-request-timestamp", "{now}"), ("x-slack-signature", "v0=" + "0" * 64), ("content-length", "9")
            )
            + b"\r\nx",
            "a head that looks signed, and one byte",
        ),
    ],
)
async def test_64_slow_senders_keep_nobody_out_and_are_sent_away(
    house: House, sent: bytes, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_senders, "HEAD_SECONDS", 0.6)
    monkeypatch.setattr(slow_senders, "BODY_SECONDS", 0.6)
    async with contextlib.AsyncExitStack() as stack:
        slow = [await stack.enter_async_context(connected(house)) for _ in range(64)]
        for _, writer in slow:
            writer.write(sent.replace(b"{now}", now().encode()))
        began = time.monotonic()
        outcome = await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-help")
        assert outcome.ok, reason
        assert time.monotonic() - began < 3
        ends = await asyncio.wait_for(asyncio.gather(*(reader.read() for reader, _ in slow)), 10)
    assert all(b" 408 " in end or b" 401 " in end for end in ends), ends[0]


async def test_a_trickle_is_no_way_round_the_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_senders, "HEAD_SECONDS", 0.5)
    async with connected(house) as (reader, writer):
        began = time.monotonic()
        with contextlib.suppress(ConnectionError):
            for number in range(100):
                writer.write(b"x-%d: y\r\n" % number if number else HEAD)
                await writer.drain()
                if reader.at_eof():
                    break
                await asyncio.sleep(0.05)
        assert 0.4 < time.monotonic() - began < 3


async def test_a_connection_may_wait_between_two_requests_but_not_within_the_second(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_senders, "HEAD_SECONDS", 0.4)
    async with connected(house) as (reader, writer):
        ask = b"GET /healthz HTTP/1.1\r\nhost: bot\r\n\r\n"
        for _ in range(2):
            writer.write(ask)
            assert b"200" in await asyncio.wait_for(reader.readuntil(b"ok\n"), 5)
            await asyncio.sleep(0.6)
        writer.write(ask[:5])
        assert b" 408 " in await asyncio.wait_for(reader.read(), 3)


async def test_more_connections_than_there_is_room_for_close_the_slowest(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_senders, "MOST_CONNECTIONS", 10)
    async with contextlib.AsyncExitStack() as stack:
        slow = [await stack.enter_async_context(connected(house)) for _ in range(30)]
        await asyncio.sleep(0.2)
        assert (await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-help")).ok
        ends = await asyncio.wait_for(asyncio.gather(*(reader.read() for reader, _ in slow[:20])), 2)
        assert all(b" 408 " in end for end in ends)


async def test_a_sender_who_goes_away_is_no_traceback(house: House, caplog: pytest.LogCaptureFixture) -> None:
    timestamp = now()
    whole = request(command() + b"&more=" + b"x" * 200_000, timestamp, "v0=" + "a" * 64)
    for part in (10, len(HEAD), 400, 100_000):
        async with connected(house) as (_, writer):
            writer.write(whole[:part])
            await writer.drain()
            await asyncio.sleep(0.05)
            writer.transport.abort()
    await asyncio.sleep(0.1)
    assert [record for record in caplog.records if record.exc_info or record.levelname == "ERROR"] == []
    assert (await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-help")).ok


# Signatures


@in_one_house(
    ("timestamp", "mark", "reason"),
    [
        (b"", None, "an empty timestamp"),
        (b"soon", None, "words"),
        (b"1e9", None, "a float's form"),
        (b"-5", None, "before 1970"),
        (b"9" * 13, None, "too many digits"),
        (b"9" * 5000, None, "more digits than Python reads"),
        (b"999999999999", None, "far away"),
        ("١٧٨٠٠٠٠٠٠٠".encode(), None, "digits of another script"),
        (b"\xff\xfe", None, "no text"),
        (None, b"", "an empty signature"),
        (None, b"v0=", "no digits"),
        (None, b"v0=" + b"0" * 63, "too short"),
        (None, b"v0=" + b"0" * 65, "too long"),
        (None, b"v0=" + b"\xe9" * 64, "a signature of other letters"),
        (None, b"v0=" + "é".encode() * 32, "a signature in UTF-8"),
        (None, b"v1=" + b"0" * 64, "another version"),
        (None, b"v0=" + b"0" * 64, "a wrong one"),
        (None, b"x" * 30_000, "a very long one"),
    ],
)
async def test_a_malformed_signature_is_refused_without_a_fault(
    house: House, timestamp: bytes | None, mark: bytes | None, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    body, at = command(), now()
    sent = request(body, at if timestamp is None else timestamp, signature(body, at) if mark is None else mark)
    assert await status(house, sent) == 401, reason
    assert [record for record in caplog.records if record.exc_info] == []


async def test_two_signatures_are_as_good_as_none(house: House) -> None:
    body, at = command(), now()
    good = signature(body, at)
    assert await status(house, request(body, at, good)) == 200
    assert await status(house, request(body, at, good, ("x-slack-signature", "v0=" + "0" * 64))) == 401
    assert await status(house, request(body, at, good, ("x-slack-request-timestamp", "5"))) == 401


async def test_what_looks_like_a_check_of_the_certificate_is_signed_too(house: House) -> None:
    assert await status(house, request(b"ssl_check=1&token=x", now(), "v0=" + "0" * 64)) == 401


async def test_nothing_is_parsed_before_the_signature_is_known(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object) -> bool:
        raise AssertionError("it was parsed")

    monkeypatch.setattr(payloads, "read_body", read)
    for body in (command(), b"[" * 900_000, b"payload=" + b"%5B" * 300_000):
        assert await status(house, request(body, now(), "v0=" + "0" * 64)) == 401
        assert await status(house, HEAD + b"content-length: %d\r\n\r\n" % len(body) + body) == 401


async def test_an_unsigned_megabyte_costs_next_to_nothing(house: House) -> None:
    body = b"payload=" + b"%5B" * 300_000
    sent = request(body, now(), "v0=" + "0" * 64)
    began = time.process_time()
    for _ in range(10):
        assert await status(house, sent) == 401
    assert (time.process_time() - began) / 10 < 0.1


@in_one_house("chunked", [False, True])
async def test_what_is_too_long_is_refused_before_it_is_read(house: House, chunked: bool) -> None:
    head = headers(("x-slack-request-timestamp", now()), ("x-slack-signature", "v0=" + "0" * 64))
    if chunked:
        block = b"%x\r\n" % 500_000 + b"x" * 500_000 + b"\r\n"
        sent = head + b"transfer-encoding: chunked\r\n\r\n" + block * 3
    else:
        sent = head + b"content-length: 900000000\r\n\r\n"
    assert await status(house, sent) == 413


async def test_many_long_bodies_at_once_leave_room_for_short_ones(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "MOST_READ_BYTES", 300_000)
    body = b"x" * 900_000
    long = request(body, now(), "v0=" + "0" * 64)[:-500_000]
    async with contextlib.AsyncExitStack() as stack:
        held = [await stack.enter_async_context(connected(house)) for _ in range(4)]
        for _, writer in held:
            writer.write(long)
        await asyncio.sleep(0.3)
        assert (await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-help")).ok
        firsts = await asyncio.gather(*(asyncio.wait_for(reader.readline(), 3) for reader, _ in held))
    assert {first.split()[1] for first in firsts} == {b"503"}
