"""The Web API over HTTP: reads a call, checks its token, scopes and rate, and answers as Slack does."""

import base64
import inspect
import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from practice.dropping import Dropped, Hanging
from practice.faults import BEFORE, Fault, Faults
from practice.slack.api.call import Answer, ApiError, Call, Method
from practice.slack.api.methods import APP_METHODS, METHODS, POSTS
from practice.slack.oauth import OAuth
from practice.slack.rates import RateLimits
from practice.slack.socket_mode import SocketLink
from practice.slack.world import World

SLOWED = ("conversations.history", "conversations.replies")

log = logging.getLogger(__name__)


@dataclass
class WebApi:
    """Answers `/api/{method}`."""

    world: World
    sockets: SocketLink
    faults: Faults
    limits: RateLimits
    bot_token: str
    app_token: str | None
    drop: Callable[[Any], None]
    oauth: OAuth | None = None

    async def __call__(self, request: Request) -> Response:
        """Answer one request; faults strike before or after the call is carried out."""
        name = request.path_params["method"]
        fault = self.faults.take(name)
        if fault is not None and fault.kind in BEFORE:
            struck = await self._strike_before(fault)
            if struck is not None:
                return struck
        response = await self._answer(request, name)
        if fault is None or fault.kind in BEFORE:
            return response
        if fault.kind == "garble":
            half = bytes(response.body)[: len(response.body) // 2]
            return Response(half, media_type="application/json")
        return Hanging(self.drop, self.faults) if fault.kind == "hang" else Dropped(self.drop)

    async def _strike_before(self, fault: Fault) -> Response | None:
        if fault.kind == "ratelimited":
            return _limited(int(fault.seconds))
        if fault.kind == "status":
            return Response("upstream connect error", status_code=fault.status, media_type="text/plain")
        if fault.kind == "fatal":
            return JSONResponse({"ok": False, "error": "fatal_error"})
        if fault.kind == "error":
            return JSONResponse({"ok": False, "error": fault.code})
        if fault.kind == "refuse":
            return Dropped(self.drop)
        if fault.kind == "stall":
            return Hanging(self.drop, self.faults)
        await self.faults.wait(fault.seconds)
        return None

    async def _answer(self, request: Request, name: str) -> Response:
        try:
            args = await read_arguments(request)
            if name == "oauth.v2.access":
                return JSONResponse(self._exchange(request, args))
            method = self._method(name, _token(request, args))
            headers = {"x-oauth-scopes": ",".join(sorted(self.world.bot.scopes))}
            if method.scopes:
                headers["x-accepted-oauth-scopes"] = ",".join(method.scopes)
            channel = str(args.get("channel") or "") if name in POSTS else None
            person = str(args.get("user_id") or "") if name == "views.publish" else None
            wait = self.limits.take(name, self._per_minute(name, method), channel, person)
            if wait is not None:
                return _limited(wait)
            answer = await self._carry_out(method, args)
        except ApiError as error:
            if name in METHODS:
                log.info("api_refused method=%s error=%s", name, error.answer["error"])
            headers = {"x-oauth-scopes": ",".join(sorted(self.world.bot.scopes))}
            return JSONResponse(error.answer, headers=headers)
        return JSONResponse(answer, headers=headers)

    def _per_minute(self, name: str, method: Method) -> int:
        """How often a minute; an app outside the marketplace that other workspaces install reads history rarely."""
        return 1 if self.world.history_slowed and name in SLOWED else method.per_minute

    def _exchange(self, request: Request, args: dict[str, Any]) -> Answer:
        """oauth.v2.access, with the app's credentials in the header or among the arguments."""
        if self.oauth is None:
            raise ApiError("invalid_client_id")
        client_id, client_secret = _credentials(request) or (args.get("client_id", ""), args.get("client_secret", ""))
        return self.oauth.access(client_id, client_secret, args.get("code", ""), args.get("redirect_uri"))

    def _method(self, name: str, token: str) -> Method:
        """Find the method and hold the token against it."""
        if name not in METHODS and name not in APP_METHODS:
            raise ApiError("unknown_method", req_method=name)
        if name == "api.test":
            return METHODS[name]
        if not token:
            raise ApiError("not_authed")
        if name in APP_METHODS:
            if token != self.app_token:
                raise ApiError("not_allowed_token_type" if token == self.bot_token else "invalid_auth")
            return APP_METHODS[name]
        if token in self.world.bot.old_tokens:
            raise ApiError("token_revoked")
        if token != self.bot_token and token not in self.world.bot.tokens:
            raise ApiError("not_allowed_token_type" if token == self.app_token else "invalid_auth")
        if not self.world.bot.installed:
            raise ApiError("account_inactive")
        if self.world.bot.revoked:
            raise ApiError("token_revoked")
        return METHODS[name]

    async def _carry_out(self, method: Method, args: dict[str, Any]) -> Answer:
        call = Call(self.world, self.sockets, args)
        call.need(*method.scopes)
        result = method.handler(call)
        answer: Answer = {"ok": True, **(await result if inspect.isawaitable(result) else result)}
        if call.warnings:
            answer["warning"] = ",".join(code for code, _ in call.warnings)
            metadata = answer.setdefault("response_metadata", {})
            metadata["warnings"] = [code for code, _ in call.warnings]
            metadata["messages"] = [f"[WARN] {message}" for _, message in call.warnings]
        return answer


def _limited(retry_after: int) -> Response:
    headers = {"Retry-After": str(retry_after)}
    return JSONResponse({"ok": False, "error": "ratelimited"}, status_code=429, headers=headers)


def _token(request: Request, args: dict[str, Any]) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else str(args.get("token") or "")


def _credentials(request: Request) -> tuple[str, str] | None:
    """A client id and secret from a Basic authorization header."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, client_secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return None
    return client_id, client_secret


async def read_arguments(request: Request) -> dict[str, Any]:
    """Read a call's arguments from the address, a form or JSON."""
    args: dict[str, Any] = dict(request.query_params)
    if request.method == "GET":
        return args
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type == "application/json":
        return args | _json_arguments(await request.body())
    if content_type == "multipart/form-data":
        async with request.form() as form:
            return args | {key: value for key, value in form.items() if isinstance(value, str)}
    body = (await request.body()).decode()
    return args | dict(parse_qsl(body, keep_blank_values=True))


def _json_arguments(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body or b"{}")
    except ValueError:
        raise ApiError("invalid_json") from None
    if not isinstance(given, dict):
        raise ApiError("json_not_object")
    return given
