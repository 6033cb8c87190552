"""Behind a proxy: Slack's name cannot be looked up here, so whatever does not go through the proxy fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from pydantic import SecretStr

from bot import sample
from bot.app import build
from bot.chat import NotLetIn
from bot.connections import proxy_for
from bot.settings import Settings
from bot.slack.side import web_client
from bot.vault import new_key
from prompts import elements
from prompts.message import Message, Picture, SharedFile
from tests.house import START, House, open_house
from tests.services.announcing import PNG

NAME = "slack.invalid"
"""A name that no server has (RFC 2606)."""


class Proxy:
    """A little HTTP proxy on this machine. `asked` lists what it was asked for; all of NAME's goes to `port`."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        request, *lines = head.rstrip("\r\n").split("\r\n")
        method, target, _ = request.split(" ")
        self.asked.append(f"{method} {target}")
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        else:
            writer.write(await self._relay(method, target, lines, reader))
        await writer.drain()
        writer.close()

    async def _relay(self, method: str, target: str, lines: list[str], reader: asyncio.StreamReader) -> bytes:
        headers = dict(line.split(": ", 1) for line in lines)
        length = next((int(value) for name, value in headers.items() if name.lower() == "content-length"), 0)
        body = await reader.readexactly(length)
        address = target.replace(f"http://{NAME}", f"http://127.0.0.1:{self.port}")
        async with (
            aiohttp.ClientSession(auto_decompress=False) as session,
            session.request(method, address, data=body, headers=headers) as answer,
        ):
            content = await answer.read()
            kept = "".join(
                f"{name}: {value}\r\n" for name, value in answer.headers.items() if name.lower() in ("content-type",)
            )
            start = f"HTTP/1.1 {answer.status} OK\r\n{kept}Content-Length: {len(content)}\r\nConnection: close\r\n\r\n"
            return start.encode() + content


@pytest.fixture
async def proxy(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Proxy]:
    """Running, and named in the environment as an operator would."""
    found = Proxy()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, address)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    async with server:
        yield found


@asynccontextmanager
async def behind(proxy: Proxy, database_url: str) -> AsyncIterator[House]:
    """The house, whose Slack is known by a name that only the proxy can find."""

    def move(world, port: int) -> str:
        proxy.port = port
        world.base_url = f"http://{NAME}"
        return f"http://{NAME}/api/"

    async with open_house(database_url, START, reached_at=move) as house:
        yield house


async def test_calls_answers_charts_and_files_go_through_the_proxy(proxy: Proxy, database_url: str) -> None:
    async with behind(proxy, database_url) as house:
        chair = house.person("UCHAIR")
        await chair.command(sample.MERRI_BEK, "/cop-meeting", "Thu 14 May 2pm at the hall")
        await house.settle()
        await chair.click(chair.ephemerals(sample.MERRI_BEK)[-1], "meetings.book")
        await house.settle()
        _, file = house.channel()
        assert file["files"][0]["name"].endswith(".ics")
        messenger = await house.services.app.messenger(1)
        picture = Message(
            "A chart", [elements.PicturePlace("chart", "A dot")], [Picture("chart", "chart.png", PNG, "A dot")]
        )
        await messenger.post(sample.MERRI_BEK, picture, "1")
        await messenger.upload(SharedFile("a.txt", "A", b"text", ""))
        await chair.open_home()
        await house.settle()
    first = {one.partition(f"http://{NAME}")[2].split("/")[1] for one in proxy.asked}
    assert first == {"api", "upload", "commands", "actions"}, "calls, files, and answers to a command and a click"
    assert sum("/upload/v1/" in one for one in proxy.asked) == 3


async def test_slack_itself_is_reached_by_a_tunnel(proxy: Proxy) -> None:
    settings = Settings(_env_file=None, slack_bot_token=SecretStr("xoxb-1"), slack_signing_secret=SecretStr("x"))
    bot = build(settings)
    try:
        with pytest.raises(NotLetIn):
            await bot.introduce()
        assert proxy.asked == ["CONNECT slack.com:443"]
    finally:
        await bot.close()


@pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")
async def test_an_installation_asks_for_its_token_by_a_tunnel(proxy: Proxy) -> None:
    settings = Settings(
        _env_file=None,
        slack_signing_secret=SecretStr("x"),
        slack_client_id="1.2",
        slack_client_secret=SecretStr("secret"),
        token_keys=(SecretStr(new_key()),),
    )
    bot = build(settings)
    try:
        assert bot.slack is not None
        assert bot.slack.app is not None
        flow = bot.slack.app._async_oauth_flow
        assert flow is not None
        with pytest.raises(aiohttp.ClientError):
            await flow.run_installation("code")
        assert proxy.asked == ["CONNECT slack.com:443"]
    finally:
        await bot.close()


@pytest.mark.parametrize(
    ("address", "environment", "through", "why"),
    [
        ("https://slack.com/api/", {"HTTPS_PROXY": "http://proxy:3128"}, "http://proxy:3128", "named for https"),
        ("https://slack.com/api/", {"https_proxy": "http://proxy:3128"}, "http://proxy:3128", "in small letters too"),
        ("https://slack.com/api/", {"ALL_PROXY": "http://proxy:3128"}, "http://proxy:3128", "for all"),
        ("http://127.0.0.1:1/api/", {"HTTPS_PROXY": "http://proxy:3128"}, None, "the practice workspace is here"),
        ("https://slack.com/", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "slack.com"}, None, "said so"),
        ("https://slack.com/", {}, None, "none is named"),
    ],
)
def test_which_proxy(
    monkeypatch: pytest.MonkeyPatch, address: str, environment: dict[str, str], through: str | None, why: str
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(address) == through, why
    settings = Settings(_env_file=None, slack_api_url=address)
    assert web_client(settings).proxy == through, why
