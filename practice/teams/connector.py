"""The connector over HTTP: reads a call, checks its token and its rate, carries it out, and answers as Teams does."""

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from practice.dropping import Dropped, Hanging
from practice.faults import BEFORE, Fault, Faults
from practice.teams import rosters, sending
from practice.teams.errors import ConnectorError, refusal
from practice.teams.identity import Identity
from practice.teams.ids import split_conversation
from practice.teams.rates import RateLimits
from practice.teams.world import World

Answer = tuple[int, Any]

#: The body of a message as UTF-16, in bytes.
MOST_BYTES = 100 * 1024

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Operation:
    """One thing that a bot may ask. `name` is what faults call it, `counts` how its rate is counted."""

    name: str
    method: str
    path: str
    carry_out: Callable[[World, dict[str, Any], dict[str, str]], Answer]
    counts: str


_CONVERSATION = "/v3/conversations/{conversation}"
_ACTIVITY = _CONVERSATION + "/activities/{activity}"
OPERATIONS = (
    Operation("create", "POST", "/v3/conversations", sending.create, "create"),
    Operation("send", "POST", _CONVERSATION + "/activities", sending.send, "send"),
    Operation("reply", "POST", _ACTIVITY, sending.reply, "send"),
    Operation("update", "PUT", _ACTIVITY, sending.update, "send"),
    Operation("delete", "DELETE", _ACTIVITY, sending.delete, "send"),
    Operation("activity_members", "GET", _ACTIVITY + "/members", rosters.members, "read"),
    Operation("members", "GET", _CONVERSATION + "/members", rosters.members, "read"),
    Operation("paged_members", "GET", _CONVERSATION + "/pagedmembers", rosters.paged_members, "read"),
    Operation("paged_members", "GET", _CONVERSATION + "/pagedMembers", rosters.paged_members, "read"),
    Operation("member", "GET", _CONVERSATION + "/members/{member}", rosters.member, "read"),
    Operation("team", "GET", "/v3/teams/{team}", rosters.team, "read"),
    Operation("channels", "GET", "/v3/teams/{team}/conversations", rosters.channels, "read"),
)


@dataclass
class Connector:
    """Answers what the bot asks."""

    world: World
    identity: Identity
    faults: Faults
    limits: RateLimits
    drop: Callable[[Any], None]
    calls: list[tuple[str, int]] = field(default_factory=list)
    """What was asked so far, as (operation, status of the answer)."""

    def routes(self) -> list[BaseRoute]:
        """The addresses: the global one, and the one that activities name."""
        asked = [Route(o.path, self._endpoint(o), methods=[o.method]) for o in OPERATIONS]
        return [Mount("/teams", routes=asked), Mount("/au/{tenant}", routes=asked)]

    def _endpoint(self, operation: Operation) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            response = await self._with_faults(request, operation)
            self.calls.append((operation.name, response.status_code))
            return response

        return endpoint

    async def _with_faults(self, request: Request, operation: Operation) -> Response:
        fault = self.faults.take(operation.name)
        if fault is not None and fault.kind in BEFORE:
            struck = await self._strike_before(fault)
            if struck is not None:
                return struck
        response = await self._answer(request, operation)
        if fault is None or fault.kind in BEFORE:
            return response
        if fault.kind == "garble":
            half = bytes(response.body)[: len(response.body) // 2]
            return Response(half, status_code=response.status_code, media_type="application/json")
        return Hanging(self.drop, self.faults) if fault.kind == "hang" else Dropped(self.drop)

    async def _strike_before(self, fault: Fault) -> Response | None:
        if fault.kind == "ratelimited":
            return _throttled(int(fault.seconds))
        if fault.kind == "status":
            return Response("upstream connect error", status_code=fault.status, media_type="text/plain")
        if fault.kind in ("fatal", "error"):
            error = refusal("ServiceError" if fault.kind == "fatal" else fault.code)
            return JSONResponse(error.body, status_code=error.status)
        if fault.kind == "refuse":
            return Dropped(self.drop)
        if fault.kind == "stall":
            return Hanging(self.drop, self.faults)
        await self.faults.wait(fault.seconds)
        return None

    async def _answer(self, request: Request, operation: Operation) -> Response:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not self.identity.accepts(token.strip()):
            body = {"message": "Authorization has been denied for this request."}
            return JSONResponse(body, status_code=401, headers={"WWW-Authenticate": "Bearer"})
        try:
            self._check_app(request)
            body, said = await _read(request)
            wait = self.limits.take(operation.counts, _counted(operation, body, said))
            if wait is not None:
                return _throttled(wait)
            status, answer = operation.carry_out(self.world, body, said)
        except ConnectorError as error:
            log.info("connector_refused operation=%s error=%s", operation.name, error)
            return JSONResponse(error.body, status_code=error.status)
        return Response(status_code=status) if answer is None else JSONResponse(answer, status_code=status)

    def _check_app(self, request: Request) -> None:
        if request.path_params.get("tenant", self.world.tenant_id) != self.world.tenant_id:
            raise refusal("InvalidBotApiHost")
        if not self.world.app.registered:
            raise refusal("BotNotRegistered")
        if self.world.app.disabled:
            raise refusal("BotDisabledByAdmin")


async def _read(request: Request) -> tuple[dict[str, Any], dict[str, str]]:
    """A call's body, and what its address says."""
    said = {**request.query_params, **{name: str(value) for name, value in request.path_params.items()}}
    raw = await request.body()
    if not raw:
        return {}, said
    text = raw.decode(errors="replace")
    if len(text.encode("utf-16-le")) > MOST_BYTES:
        raise refusal("MessageSizeTooBig")
    try:
        body = json.loads(text)
    except ValueError:
        raise refusal("BadSyntax", "Invalid JSON.") from None
    if not isinstance(body, dict):
        raise refusal("BadSyntax", "Invalid JSON.")
    return body, said


def _counted(operation: Operation, body: dict[str, Any], said: dict[str, str]) -> str:
    """The conversation that a call counts for: a channel with all its threads, or whom a chat is begun with."""
    if operation.name != "create":
        return split_conversation(said.get("conversation", said.get("team", "")))[0]
    channel = sending.channel_meant(body)
    members = body.get("members") or [{}]
    return channel or str(members[0].get("id", "") if isinstance(members[0], dict) else "")


def _throttled(retry_after: int) -> Response:
    error = refusal("Throttled")
    return JSONResponse(error.body, status_code=429, headers={"Retry-After": str(retry_after)})
