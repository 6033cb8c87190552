"""Where the tenant allows it, the bot asks its directory about people, and looks in a channel before it sends again."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.teams.connector import Connector
from bot.teams.graph import Graph
from domain.people import Standing
from facts.channels import ChannelOfTeam
from practice.serving import listen, serving
from tests.bot.teams.conftest import CHANNEL, Tenancy
from tests.bot.teams.test_errors import say


class Directory:
    """Microsoft Graph, as much of it as the bot asks for, over what the practice tenant holds; a page has two."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy
        self.base = ""
        self.consented = True

    def routes(self) -> list[Route]:
        team = "/v1.0/teams/{group}/channels/{channel}/messages"
        return [
            Route("/v1.0/users", self._users),
            Route("/v1.0/users/{id}", self._user),
            Route(team, self._messages),
            Route(team + "/{root}/replies", self._messages),
        ]

    async def _users(self, request: Request) -> JSONResponse:
        users = [self._shown(user.id) for user in self._tenancy.world.users.values()]
        wanted = request.query_params.get("$filter", "")
        if wanted:
            return JSONResponse({"value": [user for user in users if f"'{user['mail']}'" in wanted]})
        return self._page(users, request)

    async def _user(self, request: Request) -> JSONResponse:
        if request.path_params["id"] not in self._tenancy.world.users:
            return JSONResponse({"error": {"code": "Request_ResourceNotFound"}}, 404)
        return JSONResponse(self._shown(request.path_params["id"]))

    async def _messages(self, request: Request) -> JSONResponse:
        if not self.consented or unquote(request.path_params["channel"]) != CHANNEL:
            return JSONResponse({"error": {"code": "Forbidden"}}, 403)
        root = request.path_params.get("root")
        at = self._tenancy.now.isoformat()
        shown = [
            {"id": one.id, "lastModifiedDateTime": at, "attachments": [{"content": json.dumps(one.card)}]}
            for one in self._tenancy.said()
            if one.root == root
        ]
        return self._page(shown, request)

    def _page(self, found: list[dict[str, Any]], request: Request) -> JSONResponse:
        start = int(request.query_params.get("$skiptoken", 0))
        more = f"{self.base}{request.url.path.removeprefix('/v1.0')}?$skiptoken={start + 2}"
        page = {"value": found[start : start + 2]}
        return JSONResponse(page | ({"@odata.nextLink": more} if start + 2 < len(found) else {}))

    def _shown(self, id: str) -> dict[str, Any]:
        user = self._tenancy.world.users[id]
        guest = "#EXT#@tenant" if user.guest else ""
        return {"id": user.id, "mail": user.email, "userPrincipalName": user.upn + guest}


@pytest.fixture
async def directory(tenancy: Tenancy) -> AsyncIterator[Directory]:
    directory = Directory(tenancy)
    listening = listen()
    async with serving(Starlette(routes=directory.routes()), listening):
        directory.base = f"http://127.0.0.1:{listening.getsockname()[1]}/v1.0"
        connector: Connector = tenancy.messenger._connector
        connector._graph_url = directory.base
        graph: Graph = tenancy.messenger._graph
        graph.knows_people = graph.reads_history = True
        yield directory


async def test_the_directory_tells_who_somebody_is(tenancy: Tenancy, directory: Directory) -> None:
    speak, dan, cara = tenancy.messenger, tenancy.person("dan"), tenancy.person("cara")
    assert await speak.user_with_email("dan@schools.example") == tenancy.object_id("dan")
    assert await speak.user_with_email("eve's@schools.example") is None
    assert await speak.standing_of(dan) is Standing.PERSON
    assert await speak.standing_of(cara) is Standing.GUEST
    assert await speak.standing_of("00000000-0000-4000-8000-000000000000") is Standing.UNKNOWN
    cursor: str | None = ""
    found = set()
    while cursor is not None:
        page, cursor = await speak.people(cursor)
        found |= {account.email for account in page}
    assert {"anna@schools.example", "dan@schools.example"} <= found


async def test_what_is_in_doubt_is_looked_for_and_stands_once(tenancy: Tenancy, directory: Directory) -> None:
    for number in range(5):
        await say(tenancy)
        await tenancy.live()
        assert len(tenancy.said()) == number + 1
    tenancy.served.faults.drop("send", times=1)
    await tenancy.bot.services.channels.note(1, tenancy.world.team("team").id, {CHANNEL: ChannelOfTeam()})
    delivery_id = await say(tenancy)
    await tenancy.live()
    assert len(tenancy.said()) == 6
    assert (await tenancy.row(delivery_id)).posted_ts == tenancy.said()[-1].id


async def test_a_team_that_did_not_consent_hears_it_again(tenancy: Tenancy, directory: Directory) -> None:
    directory.consented = False
    await tenancy.bot.services.channels.note(1, tenancy.world.team("team").id, {CHANNEL: ChannelOfTeam()})
    tenancy.served.faults.drop("send", times=1)
    await say(tenancy)
    await tenancy.live()
    assert len(tenancy.said()) == 2
