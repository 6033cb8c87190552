"""The addresses of the page: `/as/{user}/c/{conversation}`, and what they need."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route

from practice.page import Controls
from practice.page.files import SAFE, STATIC, PageFiles
from practice.teams.hub import Hub
from practice.teams.world import World

from .acts import Acts
from .desk import Desk
from .stream import Stream
from .templating import HERE


def routes(
    world: World,
    hub: Hub,
    controls: Controls,
    *,
    commands: Sequence[Mapping[str, Any]] | None = None,
    prefix: str = "",
    other_chat: Callable[[str], Mapping[str, str]] | None = None,
) -> list[BaseRoute]:
    """Everything a browser needs, to be mounted beside the connector.

    commands: what the bot can be asked (title, description); without them the hub's manifest is asked.
    prefix: what stands before each address. other_chat: the link (href, words) to this person in another chat.
    """
    given = hub.commands() if commands is None else commands
    desk = Desk(world, hub, controls, [dict(one) for one in given], prefix, other_chat)
    pages = Pages(desk)
    return [
        Route(f"{prefix}/", pages.start),
        Route(f"{prefix}/as/{{user}}", pages.chat),
        Route(f"{prefix}/as/{{user}}/c/{{place}}", pages.conversation),
        Route(f"{prefix}/as/{{user}}/stream", pages.stream),
        Route(f"{prefix}/as/{{user}}/{{what}}", Acts(desk).endpoint, methods=["POST"]),
        Route(f"{prefix}/clock/{{move}}", desk.moves.endpoint, methods=["POST"]),
        Mount(f"{prefix}{STATIC}", PageFiles(HERE / "static", HERE / "vendor")),
    ]


class Pages:
    """The page's GET addresses."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def start(self, request: Request) -> Response:
        """Go to the first step to try, or to the first person's chat with the bot."""
        world = self.desk.world
        for step in self.desk.controls.guide:
            if (href := self.desk.way(step)["href"]) != f"{self.desk.prefix}/":
                return RedirectResponse(href)
        first = next((user.id for user in world.users.values() if not user.closed), None)
        if first is None:
            return HTMLResponse("Nobody is in this tenant yet.", headers=SAFE)
        return RedirectResponse(self._address(first, world.chat_with(first).id))

    def _address(self, user_id: str, at: str) -> str:
        return f"{self.desk.prefix}/as/{user_id}/c/{quote(at)}"

    async def chat(self, request: Request) -> Response:
        """Go to somebody's chat with the bot; the person may be named by any of their ids."""
        try:
            user = self.desk.world.user(request.path_params["user"])
        except KeyError:
            return RedirectResponse(f"{self.desk.prefix}/")
        return RedirectResponse(self._address(user.id, self.desk.world.chat_with(user.id).id))

    async def conversation(self, request: Request) -> Response:
        """One conversation as one person sees it."""
        user_id = request.path_params["user"]
        if user_id not in self.desk.world.users:
            return RedirectResponse(f"{self.desk.prefix}/")
        sight = await self.desk.sight(user_id)
        at = request.path_params["place"]
        try:
            sight.place(at)
        except LookupError:
            return RedirectResponse(sight.base)
        return HTMLResponse(self.desk.page(sight, at, everything="all" in request.query_params), headers=SAFE)

    async def stream(self, request: Request) -> Response:
        """What changes."""
        asked = request.query_params
        stream = Stream(
            self.desk,
            request.path_params["user"],
            asked.get("at", ""),
            seen=asked.get("seen", ""),
            everything=bool(asked.get("all")),
        )
        return StreamingResponse(stream.events(), media_type="text/event-stream", headers=SAFE)
