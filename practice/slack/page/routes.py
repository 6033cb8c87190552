"""The addresses of the page: `/as/{user}/c/{channel}`, `/as/{user}/home`, and what they need."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route

from practice.page import Controls
from practice.page.files import SAFE, STATIC, PageFiles
from practice.slack.hub import Hub
from practice.slack.own_commands import OWN_COMMANDS
from practice.slack.world import World

from .acts import Acts
from .desk import CLOCK, HOME, Desk
from .rendering import HERE
from .stream import Stream

_SHOWN_IN_PLACE = {"image/png", "image/jpeg", "image/gif"}


def routes(
    world: World,
    hub: Hub,
    controls: Controls,
    *,
    commands: Sequence[dict[str, Any]] | None = None,
    shortcuts: Sequence[dict[str, Any]] | None = None,
    other_chat: Callable[[str], Mapping[str, str]] | None = None,
) -> list[BaseRoute]:
    """Everything a browser needs, to be mounted beside the API.

    `commands` (command, description, usage_hint) and `shortcuts` (name, type, callback_id) complete
    what is typed; without them the hub's manifest is asked. other_chat: the link (href, words) to this person in
    another chat.
    """
    features = (hub.manifest or {}).get("features", {})
    given = [*(hub.commands() or [] if commands is None else commands), *OWN_COMMANDS]
    offered = features.get("shortcuts", []) if shortcuts is None else shortcuts
    pages = Pages(Desk(world, hub, controls, given, offered, other_chat))
    return [
        Route("/", pages.start),
        Route("/as/{user}/c/{channel}", pages.conversation),
        Route("/as/{user}/home", pages.home, methods=["GET"]),
        Route("/as/{user}/with/{other}", pages.direct),
        Route("/as/{user}/stream", pages.stream),
        Route("/as/{user}/files/{file}", pages.file),
        Route("/as/{user}/{what}", Acts(pages.desk).endpoint, methods=["POST"]),
        Route(f"{CLOCK}/{{move}}", pages.desk.moves.endpoint, methods=["POST"]),
        Mount(STATIC, PageFiles(HERE / "static")),
    ]


class Pages:
    """The page's GET addresses."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def start(self, request: Request) -> Response:
        """Go to the first step to try, or to the first person's home tab."""
        world = self.desk.world
        for step in self.desk.controls.guide:
            where = HOME if step.where == HOME else f"c/{quote(step.where)}"
            return RedirectResponse(f"/as/{quote(step.person_id)}/{where}")
        first = next((u.id for u in world.users.values() if not (u.is_bot or u.deactivated)), None)
        if first is None:
            return HTMLResponse("Nobody is in this workspace yet.", headers=SAFE)
        return RedirectResponse(f"/as/{quote(first)}/{HOME}")

    async def conversation(self, request: Request) -> Response:
        return await self._page(request, request.path_params["channel"])

    async def home(self, request: Request) -> Response:
        return await self._page(request, HOME)

    async def _page(self, request: Request, at: str) -> Response:
        user_id = request.path_params["user"]
        if user_id not in self.desk.world.users:
            return RedirectResponse("/")
        sight = await self.desk.sight(user_id)
        try:
            html = self.desk.page(sight, at, everything=bool(request.query_params.get("all")))
        except LookupError:
            return RedirectResponse(f"{sight.base}/{HOME}")
        return HTMLResponse(html, headers=SAFE)

    async def direct(self, request: Request) -> Response:
        """Go to the direct message with somebody, opened if need be."""
        user_id, other = request.path_params["user"], request.path_params["other"]
        users = self.desk.world.users
        if user_id not in users or other not in users:
            return RedirectResponse("/")
        channel, _ = self.desk.world.open_direct([user_id, other])
        return RedirectResponse(f"/as/{quote(user_id)}/c/{quote(channel.id)}")

    async def stream(self, request: Request) -> Response:
        asked = request.query_params
        stream = Stream(
            self.desk,
            request.path_params["user"],
            asked.get("at", HOME),
            seen=asked.get("seen", ""),
            everything=bool(asked.get("all")),
        )
        return StreamingResponse(stream.events(), media_type="text/event-stream", headers=SAFE)

    async def file(self, request: Request) -> Response:
        """An uploaded file: pictures are shown, everything else is downloaded."""
        user_id, file_id = request.path_params["user"], request.path_params["file"]
        file = self.desk.world.files.get(file_id)
        if file is None or user_id not in self.desk.world.users:
            return HTMLResponse("There is no such file.", status_code=404, headers=SAFE)
        sight = await self.desk.sight(user_id)
        if not sight.may_open_file(file_id):
            return HTMLResponse("This file is not shared with you.", status_code=403, headers=SAFE)
        in_place = file.mimetype in _SHOWN_IN_PLACE and "download" not in request.query_params
        how = f"{'inline' if in_place else 'attachment'}; filename*=UTF-8''{quote(file.name)}"
        headers = SAFE | {"content-disposition": how}
        return Response(file.content, media_type=file.mimetype, headers=headers)
