"""Pictures and calendar files, fetched by whoever has their address: nobody can guess one.

Teams fetches a picture as often as it likes, so they are kept; see storage.pictures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.clock import Clock
from storage import pictures
from storage.database import Database

PICTURE, CALENDAR = "image/png", "text/calendar"
NAME = re.compile(r"[A-Za-z0-9_-]{32}")
NOT_THERE = Response(status_code=404)


def picture_url(public_url: str, name: str) -> str:
    return f"{public_url}/teams/pictures/{name}.png"


def file_url(public_url: str, name: str, filename: str) -> str:
    return f"{public_url}/teams/files/{name}/{quote(filename, safe='')}"


def link_routes(database: Database, clock: Clock) -> Sequence[BaseRoute]:
    """GET /teams/pictures/<name>.png and /teams/files/<name>/<filename>. Anybody may ask."""

    async def kept(request: Request) -> Response:
        name = request.path_params["name"]
        if not NAME.fullmatch(name):
            return NOT_THERE
        async with database.read() as session:
            file = await pictures.find(session, name, clock())
        is_picture = request.url.path.startswith("/teams/pictures/")
        if file is None or is_picture != (file.content_type == PICTURE):
            return NOT_THERE
        headers = {
            "Cache-Control": "private, max-age=86400",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'",
            "Referrer-Policy": "no-referrer",
        }
        if not is_picture:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.filename, safe='')}"
        return Response(file.content, media_type=file.content_type, headers=headers)

    return [
        Route("/teams/pictures/{name}.png", kept, methods=["GET"]),
        Route("/teams/files/{name}/{filename}", kept, methods=["GET"]),
    ]
