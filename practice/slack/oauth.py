"""Installing the app by OAuth: the page where a person allows it, one-time codes, and tokens for them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from practice.slack.api.call import Answer, ApiError
from practice.slack.world import World

#: Seconds of the workspace's time within which a code has to be exchanged.
CODE_SECONDS = 600.0

PAGE = """<!doctype html><html lang="en"><head><title>Allow {app}?</title></head><body>
<h1>{app} asks to be installed in {team}</h1><ul>{scopes}</ul>
<form method="post"><button name="answer" value="allow">Allow</button>
<button name="answer" value="cancel">Cancel</button></form></body></html>"""


@dataclass
class Code:
    """What a person allowed: exchanged once for a token, soon, at the address that asked."""

    user_id: str
    scopes: tuple[str, ...]
    redirect_uri: str
    named_address: bool
    made_at: float
    used: bool = False


@dataclass
class OAuth:
    """The app's credentials at one workspace. `redirect_urls` are those set up for the app, the first the default."""

    world: World
    client_id: str
    client_secret: str
    redirect_urls: Sequence[str]
    codes: dict[str, Code] = field(default_factory=dict)

    async def authorize(self, request: Request) -> Response:
        """The page (GET), and the person's answer to it (POST); `as` in the address says who they are."""
        query = request.query_params
        if query.get("client_id") != self.client_id:
            return PlainTextResponse("invalid_client_id", status_code=400)
        address = query.get("redirect_uri") or self.redirect_urls[0]
        if not any(address.startswith(known) for known in self.redirect_urls):
            return PlainTextResponse("bad_redirect_uri", status_code=400)
        scopes = tuple(scope for scope in query.get("scope", "").split(",") if scope)
        if not scopes:
            return PlainTextResponse("invalid_scope", status_code=400)
        if request.method == "GET":
            items = "".join(f"<li>{escape(scope)}</li>" for scope in scopes)
            app, team = escape(self.world.bot.real_name), escape(self.world.team_name)
            return HTMLResponse(PAGE.format(app=app, team=team, scopes=items))
        async with request.form() as form:
            allowed = form.get("answer") == "allow"
        answer = {"state": query.get("state", "")}
        if allowed:
            user_id = query.get("as") or next(u.id for u in self.world.users.values() if not u.is_bot)
            answer["code"] = self.allow(user_id, scopes, address, named_address="redirect_uri" in query)
        else:
            answer["error"] = "access_denied"
        return RedirectResponse(f"{address}?{urlencode(answer)}", status_code=302)

    def allow(self, user_id: str, scopes: tuple[str, ...], redirect_uri: str, *, named_address: bool = False) -> str:
        """Make the code that goes back to the app's address."""
        code = f"{self.world.team_id}.{secrets.token_hex(16)}"
        self.codes[code] = Code(user_id, scopes, redirect_uri, named_address, self.world.clock.now())
        return code

    def access(self, client_id: str, client_secret: str, code: str, redirect_uri: str | None) -> Answer:
        """oauth.v2.access: exchange a code for the bot's token; ApiError with Slack's code where it is refused."""
        if client_id != self.client_id:
            raise ApiError("invalid_client_id")
        if not secrets.compare_digest(client_secret.encode(), self.client_secret.encode()):
            raise ApiError("bad_client_secret")
        found = self.codes.get(code)
        if found is None or self.world.clock.now() - found.made_at > CODE_SECONDS:
            raise ApiError("invalid_code")
        if found.used:
            raise ApiError("code_already_used")
        if (redirect_uri or found.named_address) and redirect_uri != found.redirect_uri:
            raise ApiError("bad_redirect_uri")
        found.used = True
        bot = self.world.bot
        token = self.world.install_bot(found.scopes)
        return {
            "ok": True,
            "app_id": bot.app_id,
            "authed_user": {"id": found.user_id},
            "scope": ",".join(found.scopes),
            "token_type": "bot",
            "access_token": token,
            "bot_user_id": bot.user_id,
            "team": {"id": self.world.team_id, "name": self.world.team_name},
            "enterprise": None,
            "is_enterprise_install": False,
        }
