"""Whom the bot trusts in Teams: what is missing counts as wrong; what Microsoft's library refuses, it refuses."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import jwt
import pytest

from bot.connections import Connections
from bot.teams.identity import NotTrusted, ServiceUrls, TokensIn
from bot.teams.keys import KeysAway, SigningKeys
from practice.clock import VirtualClock
from practice.teams.identity import Keys, claims
from practice.teams.people import APP_ID
from practice.teams.server import Running, running
from practice.teams.world import World

SERVICE = "https://smba.trafficmanager.net/au/"
OTHER_TENANT = "00000000-1111-4222-8333-444444444444"

Make = Callable[[Keys], str]


@pytest.fixture
async def tenant() -> AsyncIterator[Running]:
    async with running(World(VirtualClock(1_746_400_000.0))) as served:
        yield served


@pytest.fixture
async def tokens(tenant: Running) -> AsyncIterator[TokensIn]:
    connections = Connections()
    keys = SigningKeys(tenant.metadata_url, connections)
    yield TokensIn(APP_ID, tenant.world.tenant_id, keys, ServiceUrls(tenant.service_url))
    await connections.close()


def with_claims(**other: Any) -> Make:
    return lambda keys: keys.sign(claims(APP_ID, SERVICE, **other))


def with_a_moment(claim: str, seconds: int) -> Make:
    """The claim so many seconds from the moment at which the token is made, which may be long after this is read."""
    return lambda keys: keys.sign(claims(APP_ID, SERVICE, **{claim: int(time.time()) + seconds}))


def unsigned(_keys: Keys) -> str:
    return jwt.encode(claims(APP_ID, SERVICE), "", algorithm="none", headers={"kid": "x"})


def signed_with_the_public_key(keys: Keys) -> str:
    """HS256 with what everybody knows as its secret: the classic confusion of algorithms."""
    [key, *_] = keys.key_set()["keys"]
    return jwt.encode(claims(APP_ID, SERVICE), str(key["n"]), algorithm="HS256", headers={"kid": key["kid"]})


def signed_by_somebody(keys: Keys) -> str:
    return keys.sign(claims(APP_ID, SERVICE), number=77)


def signed_under_a_borrowed_name(keys: Keys) -> str:
    return keys.sign(claims(APP_ID, SERVICE), number=77, kid=keys.key_set()["keys"][0]["kid"])


def signed_with_a_key_for_other_channels(keys: Keys) -> str:
    keys.endorsements[keys.published[0]] = ["webchat"]
    return keys.sign(claims(APP_ID, SERVICE))


REFUSED: Mapping[str, tuple[Make, bool]] = {
    "for another bot": (with_claims(aud="00000000-0000-4000-8000-000000000000"), True),
    "for nobody": (with_claims(aud=None), True),
    "from somebody else": (with_claims(iss="https://login.example"), True),
    "from nobody": (with_claims(iss=None), True),
    "expired beyond the leeway": (with_a_moment("exp", -400), True),
    "without an end": (with_claims(exp=None), False),
    "from the future": (with_a_moment("nbf", 400), True),
    "without a beginning": (with_claims(nbf=None), False),
    "without a service": (with_claims(serviceurl=None), True),
    "from a service that is none of Teams'": (
        with_claims(serviceurl="https://smba.trafficmanager.net.evil.example/"),
        True,
    ),
    "unsigned": (unsigned, True),
    "signed with the public key": (signed_with_the_public_key, True),
    "signed by somebody": (signed_by_somebody, True),
    "signed under a borrowed name": (signed_under_a_borrowed_name, True),
    "signed with a key for other channels": (signed_with_a_key_for_other_channels, False),
    "nothing": (lambda _keys: "", True),
}
"""Tokens that are refused, and whether Microsoft's own library refuses them too; the others only we do."""


@pytest.mark.parametrize("why", REFUSED)
async def test_a_token_that_is_wrong_is_refused(tenant: Running, tokens: TokensIn, why: str) -> None:
    make, _ = REFUSED[why]
    with pytest.raises(NotTrusted):
        await tokens.vouched(f"Bearer {make(tenant.hub.keys)}")


@pytest.mark.long  # reading the library takes longest; what we refuse ourselves is above
@pytest.mark.filterwarnings("ignore:.*is in preview")
async def test_what_microsofts_library_refuses_we_refuse(tenant: Running, tokens: TokensIn) -> None:
    from microsoft_teams.apps.auth.token_validator import TokenValidator

    judge = TokenValidator.for_service(APP_ID)

    class Published:
        """The practice tenant's keys in the place of Microsoft's."""

        def get_signing_key_from_jwt(self, token: str) -> jwt.PyJWK:
            key_id = jwt.get_unverified_header(token).get("kid")
            found = [key for key in tenant.hub.keys.key_set()["keys"] if key["kid"] == key_id]
            if not found:
                raise jwt.InvalidTokenError("no such key")
            return jwt.PyJWK(found[0], algorithm="RS256")

    judge._jwks_client = Published()  # type: ignore[assignment]
    await judge.validate_token(tenant.hub.keys.sign(claims(APP_ID, SERVICE)), SERVICE)
    for why, (make, refused) in REFUSED.items():
        token = make(tenant.hub.keys)
        try:
            await judge.validate_token(token, SERVICE)
        except jwt.InvalidTokenError:
            assert refused, why
        else:
            assert not refused, why


def activity(tenant: Running, **other: Any) -> dict[str, Any]:
    world = tenant.world
    found = {
        "serviceUrl": SERVICE,
        "channelId": "msteams",
        "conversation": {"id": "a:1", "tenantId": world.tenant_id},
        "channelData": {"tenant": {"id": world.tenant_id}},
    }
    return {name: value for name, value in (found | other).items() if value is not None}


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"serviceUrl": None}, "no service"),
        ({"serviceUrl": "https://smba.trafficmanager.net/emea/"}, "another service than the token's"),
        ({"channelId": None}, "no channel"),
        ({"channelId": "webchat"}, "another channel"),
        ({"channelData": None, "conversation": {"id": "a:1"}}, "no tenant"),
        ({"channelData": {"tenant": {"id": OTHER_TENANT}}}, "another tenant in one place"),
        ({"conversation": {"id": "a:1", "tenantId": OTHER_TENANT}}, "another tenant in the other"),
        ({"channelData": {"tenant": OTHER_TENANT}}, "a tenant of another shape"),
    ],
)
async def test_an_activity_has_to_be_what_its_token_vouches_for(
    tenant: Running, tokens: TokensIn, other: dict[str, Any], why: str
) -> None:
    vouched = await tokens.vouched(f"Bearer {tenant.hub.keys.sign(claims(APP_ID, SERVICE))}")
    tokens.check(vouched, activity(tenant))
    tokens.check(vouched, activity(tenant, serviceUrl=SERVICE.rstrip("/")))
    with pytest.raises(NotTrusted):
        tokens.check(vouched, activity(tenant, **other))


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("https://smba.trafficmanager.net/au/", True),
        ("https://europe.botframework.com/", True),
        ("https://smba.infra.gcc.teams.microsoft.com/teams", True),
        ("https://smba.example:8443/teams", True),
        ("https://smba.example/teams", False),
        ("http://smba.trafficmanager.net/au/", False),
        ("https://smba.trafficmanager.net:8443/au/", False),
        ("https://evil.example/?smba.trafficmanager.net", False),
        ("https://smba.trafficmanager.net@evil.example/", False),
        ("https://evil.example\\@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net.evil.example/", False),
        ("https://evilbotframework.com/", False),
        ("https://[::1/", False),
        ("ftp://smba.trafficmanager.net/", False),
        ("", False),
    ],
)
def test_the_bots_token_goes_to_teams_alone(address: str, allowed: bool) -> None:
    assert ServiceUrls("https://smba.example:8443/teams").allows(address) is allowed


async def test_keys_are_fetched_once_and_again_where_one_is_not_known(tenant: Running) -> None:
    connections, at = Connections(), [0.0]
    keys = SigningKeys(tenant.metadata_url, connections, lambda: at[0])
    try:
        await keys.find("somebody's")
        tenant.hub.keys.rotate()
        new = tenant.hub.keys.key_set()["keys"][-1]["kid"]
        assert await keys.find(new) is None, "anybody may send a name: it is not looked up each time"
        assert tenant.hub.keys.fetched == 1
        at[0] += 301
        assert await keys.find(new) is not None
        assert tenant.hub.keys.fetched == 2
    finally:
        await connections.close()


async def test_without_microsofts_keys_nobody_is_trusted_and_known_ones_serve_on(tenant: Running) -> None:
    connections, at = Connections(), [0.0]
    keys = SigningKeys(tenant.metadata_url, connections, lambda: at[0])
    away = SigningKeys("http://127.0.0.1:9/", connections, lambda: at[0])
    known = tenant.hub.keys.key_set()["keys"][0]["kid"]
    try:
        with pytest.raises(KeysAway):
            await away.find(known)
        assert await keys.find(known) is not None
        keys._metadata_url = "http://127.0.0.1:9/"
        at[0] += 100_000
        assert await keys.find(known) is not None
        with pytest.raises(KeysAway):
            await keys.check()
    finally:
        await connections.close()
