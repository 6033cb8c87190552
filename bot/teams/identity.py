"""Whom the bot trusts in Teams: a request counts as Microsoft's, for this bot and this tenant, or it is not heard.

What is missing counts as wrong. https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt
from jwt.exceptions import PyJWTError

from bot.teams.keys import SigningKeys

ISSUER = "https://api.botframework.com"
CHANNEL = "msteams"
LEEWAY_SECONDS = 300
"""How far Microsoft's clock may be from ours."""
LONGEST_TOKEN = 8192
"""Characters; Microsoft's have about 1,200."""

SERVICE_HOSTS = ("smba.trafficmanager.net",)
SERVICE_DOMAINS = (".botframework.com", ".teams.microsoft.com")
"""Where Teams may be spoken to, and where alone the bot's token is sent."""


class NotTrusted(Exception):
    """The request is not Microsoft's, not for this bot, or not of this tenant; `reason` is for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Vouched:
    """What a token vouches for: requests that come from `service_url`."""

    service_url: str


class TokensIn:
    """Looks at the tokens that come with requests. keys: Microsoft's. clock: seconds since 1970."""

    def __init__(
        self,
        app_id: str,
        tenant_id: str,
        keys: SigningKeys,
        services: ServiceUrls,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._app_id = app_id
        self._tenant_id = tenant_id
        self._keys = keys
        self._services = services
        self._clock = clock

    async def vouched(self, authorization: str | None) -> Vouched:
        """What the header vouches for; to be asked before the body is read.

        Raises NotTrusted, and KeysAway where Microsoft's keys are out of reach.
        """
        token = _bearer(authorization)
        try:
            header = jwt.get_unverified_header(token)
        except PyJWTError as error:
            raise NotTrusted("no token") from error
        if header.get("alg") != "RS256" or not isinstance(header.get("kid"), str):
            raise NotTrusted("not signed as Microsoft signs")
        key = await self._keys.find(header["kid"])
        if key is None:
            raise NotTrusted("signed with a key that is not Microsoft's, or not for Teams")
        try:
            claims = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=ISSUER,
                # The times are looked at below, by our clock.
                options={
                    "require": ["exp", "nbf", "iss", "aud"],
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except PyJWTError as error:
            raise NotTrusted(type(error).__name__) from error
        self._check_times(claims)
        service_url = claims.get("serviceurl")
        if not isinstance(service_url, str) or not service_url:
            raise NotTrusted("the token does not say from where")
        if not self._services.allows(service_url):
            raise NotTrusted("from a service that is none of Teams'")
        return Vouched(_normal(service_url))

    def check(self, vouched: Vouched, activity: Mapping[str, Any]) -> None:
        """Whether the activity is what the token vouches for, and of this tenant. Raises NotTrusted."""
        service_url = activity.get("serviceUrl")
        if not isinstance(service_url, str) or _normal(service_url) != vouched.service_url:
            raise NotTrusted("the activity names another service than the token")
        if activity.get("channelId") != CHANNEL:
            raise NotTrusted("not from Teams")
        tenants = _tenants(activity)
        if not tenants or any(tenant != self._tenant_id for tenant in tenants):
            raise NotTrusted("of another tenant")

    def _check_times(self, claims: Mapping[str, Any]) -> None:
        now, until, since = self._clock(), claims["exp"], claims["nbf"]
        if not isinstance(until, int | float) or not isinstance(since, int | float):
            raise NotTrusted("the token's times cannot be read")
        if until + LEEWAY_SECONDS <= now:
            raise NotTrusted("the token has expired")
        if since - LEEWAY_SECONDS > now:
            raise NotTrusted("the token is not valid yet")


class ServiceUrls:
    """Which addresses are Teams'. own: the setting's, whose server counts whichever it is: in tests this machine."""

    def __init__(self, own: str) -> None:
        self.first = _normal(own)
        """Where Teams is spoken to until it has said otherwise."""
        self._own = _server(own)

    def allows(self, address: str) -> bool:
        """Whether the bot's token may be sent there: what anybody writes into an activity must not lead it away."""
        server = _server(address)
        if server is None:
            return False
        scheme, host, port = server
        if server == self._own:
            return True
        return (scheme, port) == ("https", 443) and (host in SERVICE_HOSTS or host.endswith(SERVICE_DOMAINS))


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > LONGEST_TOKEN:
        raise NotTrusted("no token")
    return token.strip()


def _tenants(activity: Mapping[str, Any]) -> list[object]:
    """Every tenant that the activity names."""
    found = []
    for outer, inner in (("channelData", "tenant"), ("conversation", "tenantId")):
        part = activity.get(outer)
        named = part.get(inner) if isinstance(part, Mapping) else None
        if isinstance(named, Mapping):
            named = named.get("id")
        if named is not None:
            found.append(named)
    return found


def _server(address: str) -> tuple[str, str, int] | None:
    """Scheme, host and port; None where it is no plain address."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    if usual is None or not parts.hostname or "@" in parts.netloc or "\\" in address:
        return None
    return parts.scheme, parts.hostname.lower(), port or usual


def _normal(address: str) -> str:
    return address.rstrip("/")
