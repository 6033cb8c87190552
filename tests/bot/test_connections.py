"""Calls to Slack share connections, and none is left open at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.connections import Connections
from bot.slack.connected_client import ConnectedClient
from tests.processes import free_port


class Callers:
    """A stand-in for Slack that notes from where it is called."""

    def __init__(self) -> None:
        self.seen: list[object] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        assert request.transport is not None
        self.seen.append(request.transport.get_extra_info("peername"))
        return web.json_response({"ok": True})


@pytest.fixture
async def slack() -> AsyncIterator[Callers]:
    callers, port = Callers(), free_port()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", callers.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    callers.url = f"http://127.0.0.1:{port}/api/"
    yield callers
    await runner.cleanup()


async def test_calls_one_after_the_other_share_a_connection(slack: Callers) -> None:
    connections = Connections()
    one, other = (ConnectedClient(connections, token=token, base_url=slack.url) for token in ("xoxb-1", "xoxb-2"))
    for client in (one, other, one):
        await client.auth_test()
    assert len(slack.seen) == 3
    assert len(set(slack.seen)) == 1
    session = connections.session
    await connections.close()
    assert session.closed


async def test_a_connection_that_slack_closed_meanwhile_is_made_anew(slack: Callers) -> None:
    connections = Connections()
    client = ConnectedClient(connections, token="xoxb-1", base_url=slack.url)
    await client.auth_test()
    await connections.close()
    await client.auth_test()
    assert len(set(slack.seen)) == 2
    await connections.close()


async def test_connections_that_were_never_needed_close_too() -> None:
    await Connections().close()
