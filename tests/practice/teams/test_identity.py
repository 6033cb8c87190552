"""Tokens in both directions."""

import json
from typing import Any

import jwt
import pytest

from practice.teams.people import APP_ID
from tests.practice.teams.conftest import NETWORK, Bot, Teams

SEND = f"conversations/{NETWORK}/activities"
SAYS = {"type": "message", "text": "Hello"}

REFUSED_LOGINS = [
    ({"client_secret": "wrong"}, 401, "invalid_client"),
    ({"client_id": "somebody"}, 400, "unauthorized_client"),
    ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ({"scope": "https://api.botframework.com"}, 400, "invalid_scope"),
]


async def test_logins_that_are_refused(teams: Teams) -> None:
    for other, status, error in REFUSED_LOGINS:
        answer = await teams.login(**other)
        assert (answer.status_code, answer.json()["error"]) == (status, error)


async def test_tokens_for_something_else_too_old_or_ended_are_refused(teams: Teams) -> None:
    teams.token = (await teams.login(scope="https://graph.microsoft.com/.default")).json()["access_token"]
    assert (await teams("POST", SEND, SAYS)).status_code == 401
    teams.running.identity.token_seconds = -1
    teams.token = (await teams.login()).json()["access_token"]
    assert (await teams("POST", SEND, SAYS)).status_code == 401
    teams.running.identity.token_seconds, teams.token = 3600, ""
    assert (await teams("POST", SEND, SAYS)).status_code == 201
    teams.running.identity.revoke()
    assert (await teams("POST", SEND, SAYS)).status_code == 401
    unsigned = await teams.client.post(f"/teams/v3/{SEND}", json=SAYS)
    assert (unsigned.status_code, unsigned.headers["www-authenticate"]) == (401, "Bearer")


async def test_the_connector_is_not_at_another_tenants_address(teams: Teams) -> None:
    await teams("POST", SEND, SAYS)
    headers = {"Authorization": f"Bearer {teams.token}"}
    other = await teams.client.post(f"/au/another/v3/{SEND}", json=SAYS, headers=headers)
    assert other.json()["error"]["code"] == "InvalidBotApiHost"
    named = await teams.client.post(f"{teams.world.service_url}v3/{SEND}", json=SAYS, headers=headers)
    assert named.status_code == 201


async def test_a_managed_identity_gives_tokens_too(teams: Teams) -> None:
    teams.world.app.managed_identity_id = APP_ID
    asked = {"resource": "https://api.botframework.com", "client_id": APP_ID}
    assert (await teams.client.get("/msi/token", params=asked)).status_code == 400
    given = await teams.client.get("/metadata/identity/oauth2/token", params=asked, headers={"metadata": "true"})
    teams.token = given.json()["access_token"]
    assert (await teams("POST", SEND, SAYS)).status_code == 201


async def test_activities_are_signed_with_a_published_key_also_after_it_was_changed(bot: Bot) -> None:
    keys = bot.teams.running.hub.keys
    seen = set()
    for _ in range(2):
        await bot.person("anna").write("Hello")
        claims = await read(bot, bot.heard[-1]["token"])
        assert claims["aud"] == APP_ID
        assert claims["iss"] == "https://api.botframework.com"
        assert claims["serviceurl"] == bot.heard[-1]["serviceUrl"]
        seen.add(jwt.get_unverified_header(bot.heard[-1]["token"])["kid"])
        keys.rotate()
    assert len(seen) == 2


async def test_forged_tokens_are_what_they_claim_to_be(bot: Bot) -> None:
    hub = bot.teams.running.hub
    await bot.person("anna").write("Hello")
    activity = hub.deliveries[-1]
    await hub.forge(activity)
    with pytest.raises(LookupError):
        await read(bot, bot.heard[-1]["token"])
    await hub.forge(activity, key=1, aud="another", serviceurl=None)
    claims = await read(bot, bot.heard[-1]["token"], audience="another")
    assert "serviceurl" not in claims


async def read(bot: Bot, token: str, audience: str = APP_ID) -> Any:
    metadata = (await bot.teams.client.get("/v1/.well-known/openidconfiguration")).json()
    keys = (await bot.teams.client.get(metadata["jwks_uri"])).json()["keys"]
    assert all(key["endorsements"] == ["msteams"] for key in keys)
    kid = jwt.get_unverified_header(token)["kid"]
    [key] = [key for key in keys if key["kid"] == kid] or [None]
    if key is None:
        raise LookupError(kid)
    return jwt.decode(token, jwt.PyJWK.from_json(json.dumps(key)), algorithms=["RS256"], audience=audience)
