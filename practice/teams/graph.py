"""Microsoft Graph, as far as a bot asks it: people of the tenant, and the messages of a channel.

Nothing is answered without the permission that an administrator (or a team's owner) gives.
"""

import base64
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from practice.faults import Faults
from practice.teams.identity import Identity
from practice.teams.messages import Message
from practice.teams.people import BOT, User
from practice.teams.places import Channel
from practice.teams.world import World

AUDIENCE = "https://graph.microsoft.com"
PEOPLE = "User.ReadBasic.All"
HISTORY = "ChannelMessage.Read.Group"
USUAL_PAGE, MOST_USERS, MOST_MESSAGES = 100, 999, 50
_FILTER = re.compile(r"(mail|userPrincipalName) eq '((?:[^']|'')*)'")


@dataclass
class Graph:
    """Answers below /graph/v1.0."""

    world: World
    identity: Identity
    faults: Faults

    def routes(self) -> list[BaseRoute]:
        """The addresses."""
        messages = "/teams/{group}/channels/{channel}/messages"
        asked = [
            Route("/users", self.users),
            Route("/users/{user}", self.user),
            Route(messages, self.messages),
            Route(messages + "/{root}/replies", self.messages),
        ]
        return [Mount("/graph/v1.0", routes=asked)]

    def _refusal(self, request: Request, permission: str) -> Response | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not self.identity.accepts(token.strip(), AUDIENCE):
            return _error(401, "InvalidAuthenticationToken", "Access token validation failure. Invalid audience.")
        if permission not in self.world.app.permissions:
            return _error(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
        fault = self.faults.take("graph")
        if fault is not None:
            return _error(fault.status if fault.kind == "status" else 429, "TooManyRequests", "Please retry later.")
        return None

    async def users(self, request: Request) -> Response:
        """People, a page at a time, or those of an address."""
        if refused := self._refusal(request, PEOPLE):
            return refused
        found = list(self.world.users.values())
        if where := request.query_params.get("$filter"):
            wanted = [(name, text.replace("''", "'").lower()) for name, text in _FILTER.findall(where)]
            if not wanted:
                return _error(400, "Request_UnsupportedQuery", "Unsupported query filter.")
            found = [u for u in found if any(_field(u, name) == text for name, text in wanted)]
        return _page(request, [_user(user) for user in found], MOST_USERS)

    async def user(self, request: Request) -> Response:
        """One person, by object id or UPN."""
        if refused := self._refusal(request, PEOPLE):
            return refused
        wanted = request.path_params["user"].lower()
        found = next((u for u in self.world.users.values() if wanted in (u.id, u.upn.lower())), None)
        if found is None:
            return _error(404, "Request_ResourceNotFound", f"Resource '{wanted}' does not exist.")
        return JSONResponse(_user(found))

    async def messages(self, request: Request) -> Response:
        """The posts of a channel, or the replies to one, the youngest first."""
        if refused := self._refusal(request, HISTORY):
            return refused
        channel = self.world.find(request.path_params["channel"])
        team = self.world.team_of(channel) if isinstance(channel, Channel) else None
        if not isinstance(channel, Channel) or team is None or team.group_id != request.path_params["group"]:
            return _error(404, "NotFound", "No channel with this id in the team.")
        if not team.app_added:
            return _error(403, "Forbidden", "The app is not installed in the team.")
        root = request.path_params.get("root")
        shown = [m for m in channel.messages if m.root == root and m.only_for is None]
        return _page(request, [_message(self.world, m) for m in reversed(shown)], MOST_MESSAGES)


def _field(user: User, name: str) -> str:
    return (user.email if name == "mail" else user.upn).lower()


def _user(user: User) -> dict[str, Any]:
    given, _, surname = user.name.partition(" ")
    named = {"id": user.id, "displayName": user.name, "givenName": given, "surname": surname}
    return named | {"mail": user.email, "userPrincipalName": user.upn}


def _message(world: World, message: Message) -> dict[str, Any]:
    sender = world.users.get(message.sender)
    who = {"user": {"id": sender.id, "displayName": sender.name}} if sender else {}
    if message.sender == BOT:
        who = {"application": {"id": world.app.app_id, "displayName": world.app.name}}
    changed = message.created if message.edited is None else message.edited
    attachments = [] if message.deleted else message.attachments
    return {
        "id": message.id,
        "replyToId": message.root,
        "createdDateTime": _when(message.created),
        "lastModifiedDateTime": _when(changed),
        "deletedDateTime": _when(changed) if message.deleted else None,
        "summary": message.summary or None,
        "from": who,
        "body": {"contentType": "html", "content": "" if message.deleted else message.html or message.text},
        "attachments": [
            {"id": f"card-{n}", "contentType": one["contentType"], "content": _json(one["content"])}
            for n, one in enumerate(attachments)
        ],
    }


def _json(content: Any) -> str:
    """Graph gives a card as the text of its JSON."""
    return json.dumps(content) if isinstance(content, dict) else str(content)


def _when(epoch: float) -> str:
    return datetime.fromtimestamp(epoch, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _page(request: Request, rows: list[dict[str, Any]], most: int) -> Response:
    asked = request.query_params.get("$top", "")
    if asked and (not asked.isdigit() or not 0 < int(asked) <= most):
        return _error(400, "BadRequest", f"Invalid page size specified: '{asked}'. Must be between 1 and {most}.")
    size = int(asked) if asked else min(USUAL_PAGE, most)
    token = request.query_params.get("$skiptoken", "")
    start = int(base64.urlsafe_b64decode(token).decode()) if token else 0
    answer: dict[str, Any] = {"value": rows[start : start + size]}
    if start + size < len(rows):
        after = base64.urlsafe_b64encode(str(start + size).encode()).decode()
        answer["@odata.nextLink"] = str(request.url.include_query_params(**{"$skiptoken": after}))
    return JSONResponse(answer)


def _error(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status)
