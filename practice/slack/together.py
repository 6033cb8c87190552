"""Several workspaces behind one address, as Slack is: a call goes to the workspace that its token or code is from."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from practice.serving import HOST, listen, serving
from practice.slack.server import Running


@dataclass
class Together:
    """The address that all share. `url` is what the bot takes as SLACK_API_URL."""

    workspaces: Sequence[Running]
    port: int = 0

    @property
    def url(self) -> str:
        """The address of the Web API, with a slash at the end."""
        return f"http://{HOST}:{self.port}/api/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a call on to the workspace it is for, as if it had come there."""
        request = Request(scope, receive)
        body = await request.body()
        found = self._meant(request, body)
        if found is None:
            await JSONResponse({"ok": False, "error": "invalid_auth"})(scope, receive, send)
            return

        async def again() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        await found.app(scope, again, send)

    def _meant(self, request: Request, body: bytes) -> Running | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return next((one for one in self.workspaces if one.world.bot.knows(token.strip())), None)
        code = dict(parse_qsl(body.decode(errors="replace"))).get("code", "")
        team_id = code.partition(".")[0]
        return next((one for one in self.workspaces if one.world.team_id == team_id), self.workspaces[0])

    async def choose(self, request: Request) -> Response:
        """The page that allows the app, in the workspace that `team` in the address names (or the first)."""
        named = request.query_params.get("team")
        chosen = next((one for one in self.workspaces if one.world.team_id == named), self.workspaces[0])
        return RedirectResponse(f"{chosen.base_url}/oauth/v2/authorize?{request.url.query}", status_code=307)


@contextlib.asynccontextmanager
async def together(workspaces: Sequence[Running]) -> AsyncIterator[Together]:
    """Serve workspaces that run already under one more address, on this machine alone."""
    shared = Together(workspaces)
    listening = listen()
    shared.port = listening.getsockname()[1]
    routes = [
        Route("/oauth/v2/authorize", shared.choose, methods=["GET", "POST"]),
        Route("/api/{method}", shared, methods=["GET", "POST"]),
    ]
    async with serving(Starlette(routes=routes), listening):
        yield shared
