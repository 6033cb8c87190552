"""Who is who: the keys that sign what goes to the bot, and the login that gives the bot its tokens."""

import base64
import hashlib
import time
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from practice.teams.people import App

ISSUER = "https://api.botframework.com"
AUDIENCE = "https://api.botframework.com"
TOKEN_SECONDS = 3600
IDENTITY_HEADER = "practice-identity-header"


@cache
def _key(number: int) -> rsa.RSAPrivateKey:
    """The keys are made once a process: that is slow."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _number(value: int) -> str:
    raw = value.to_bytes((value.bit_length() + 7) // 8)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@cache
def key_id(number: int) -> str:
    """The name of a key in the key set."""
    return hashlib.sha256(_number(_key(number).public_key().public_numbers().n).encode()).hexdigest()[:27]


@cache
def _public(number: int) -> dict[str, Any]:
    numbers = _key(number).public_key().public_numbers()
    named = {"kty": "RSA", "use": "sig", "kid": key_id(number), "x5t": key_id(number)}
    return named | {"n": _number(numbers.n), "e": _number(numbers.e)}


@dataclass
class Keys:
    """The keys in force: two are published, the first of them signs; rotating brings in another.

    endorsements: the channels that each key may sign for.
    """

    published: list[int] = field(default_factory=lambda: [1, 2])
    endorsements: dict[int, list[str]] = field(default_factory=dict)
    fetched: int = 0
    """How often the key set was read."""
    _tokens: dict[str, tuple[float, str]] = field(default_factory=dict)

    def rotate(self) -> None:
        """Sign with the next key, and publish one more in the first one's place."""
        self.published = [*self.published[1:], max(self.published) + 1]
        self._tokens.clear()

    def key_set(self) -> dict[str, Any]:
        """Give the published keys as a JSON Web Key Set, each with the channels that it is endorsed for."""
        return {"keys": [_public(n) | {"endorsements": self.endorsements.get(n, ["msteams"])} for n in self.published]}

    def token(self, app_id: str, service_url: str) -> str:
        """Give the token that goes with activities to a bot; the same one for most of its hour."""
        made, token = self._tokens.get(service_url, (0.0, ""))
        if time.time() - made > TOKEN_SECONDS / 2:
            token = self.sign(claims(app_id, service_url))
            self._tokens[service_url] = (time.time(), token)
        return token

    def sign(self, said: dict[str, Any], number: int | None = None, **header: Any) -> str:
        """Sign claims with the key in use, or with one that may never have been published."""
        number = self.published[0] if number is None else number
        named = {"kid": key_id(number), "x5t": key_id(number)} | header
        return jwt.encode(said, _key(number), algorithm="RS256", headers=named)


def claims(app_id: str, service_url: str, **other: Any) -> dict[str, Any]:
    """Give what Teams says of a request to the bot; `other` replaces a claim, None leaves it out."""
    now = int(time.time())
    said = {"serviceurl": service_url, "nbf": now - 300, "exp": now + TOKEN_SECONDS, "iss": ISSUER, "aud": app_id}
    return {name: value for name, value in (said | other).items() if value is not None}


@dataclass
class Given:
    """A token that the login gave out."""

    app_id: str
    audience: str
    tenant_id: str
    until: float


class Identity:
    """Entra's login, the managed identity's endpoint, and the Bot Framework's metadata."""

    def __init__(self, app: App, tenant_id: str, keys: Keys) -> None:
        self.app = app
        self.tenant_id = tenant_id
        self.keys = keys
        self.given: dict[str, Given] = {}
        self.token_seconds = TOKEN_SECONDS
        self.logins = 0

    def revoke(self) -> None:
        """End all tokens at once."""
        self.given.clear()

    def accepts(self, token: str, audience: str = AUDIENCE) -> bool:
        """Whether the connector (or another, by its address) takes a token: given out here, for it, to the app, and
        not too old."""
        found = self.given.get(token)
        return (
            found is not None
            and found.audience == audience
            and found.app_id == self.app.app_id
            and found.tenant_id == self.tenant_id
            and found.until > time.time()
        )

    def give(self, app_id: str, audience: str, tenant_id: str) -> str:
        """Give out a token."""
        now = time.time()
        self.logins += 1
        said: dict[str, Any] = {
            "aud": audience,
            "iss": f"https://sts.windows.net/{tenant_id}/",
            "appid": app_id,
            "tid": tenant_id,
        }
        said |= {"iat": int(now), "nbf": int(now), "exp": int(now + self.token_seconds), "uti": str(self.logins)}
        token = self.keys.sign(said)
        self.given[token] = Given(app_id, audience, tenant_id, now + self.token_seconds)
        return token

    async def metadata(self, request: Request) -> Response:
        """The Bot Framework's OpenID metadata."""
        base = str(request.base_url).rstrip("/")
        return JSONResponse(
            {
                "issuer": ISSUER,
                "authorization_endpoint": "https://invalid.botframework.com",
                "jwks_uri": f"{base}/v1/.well-known/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            }
        )

    async def key_set(self, request: Request) -> Response:
        """The published keys."""
        self.keys.fetched += 1
        return JSONResponse(self.keys.key_set())

    async def login(self, request: Request) -> Response:
        """Entra's token endpoint, for client credentials alone."""
        asked = dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True))
        scope = asked.get("scope", "")
        if request.path_params["tenant"] != self.tenant_id:
            return _refused(400, "invalid_request", 90002, f"Tenant '{request.path_params['tenant']}' not found.")
        if asked.get("grant_type") != "client_credentials":
            return _refused(400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type.")
        if asked.get("client_id") != self.app.app_id:
            what = f"Application with identifier '{asked.get('client_id')}' was not found in the directory."
            return _refused(400, "unauthorized_client", 700016, what)
        if asked.get("client_secret") != self.app.secret:
            return _refused(401, "invalid_client", 7000215, "Invalid client secret provided.")
        if not scope.endswith("/.default"):
            return _refused(400, "invalid_scope", 70011, f"The provided value for scope {scope} is not valid.")
        token = self.give(self.app.app_id, scope.removesuffix("/.default"), self.tenant_id)
        life = {"expires_in": self.token_seconds - 1, "ext_expires_in": self.token_seconds - 1}
        return JSONResponse({"token_type": "Bearer", **life, "access_token": token})

    async def managed_identity(self, request: Request) -> Response:
        """The endpoint of a machine's own identity, as App Service and virtual machines have it."""
        asked = request.query_params
        known = request.headers.get("x-identity-header") == IDENTITY_HEADER or request.headers.get("metadata") == "true"
        if not known:
            return JSONResponse({"error": "invalid_request", "error_description": "Header missing"}, status_code=400)
        if not self.app.managed_identity_id or asked.get("client_id") != self.app.managed_identity_id:
            return JSONResponse({"error": "invalid_request", "error_description": "Identity not found"}, 400)
        until = int(time.time() + self.token_seconds)
        token = self.give(self.app.app_id, asked.get("resource", ""), self.tenant_id)
        return JSONResponse({"access_token": token, "token_type": "Bearer", "expires_on": str(until)})


def _refused(status: int, error: str, number: int, what: str) -> Response:
    body = {"error": error, "error_description": f"AADSTS{number}: {what}", "error_codes": [number]}
    return JSONResponse(body, status_code=status)
