"""The bot shows Microsoft who it is: by a secret, as a machine, or by a machine that vouches for it; once for all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr

from bot.connections import Connections
from bot.settings import Settings
from bot.teams.tokens import CONNECTOR, EXCHANGE, GRAPH, TokensOut
from practice.clock import VirtualClock
from practice.teams.identity import IDENTITY_HEADER
from practice.teams.server import Running, running
from practice.teams.world import World
from services.ports import Unsure, WorkspaceLost

MACHINE = "0b6f7a52-6f0d-4d2b-8a4e-2f3f6f9d7a11"


@pytest.fixture
async def tenant() -> AsyncIterator[Running]:
    async with running(World(VirtualClock(1_746_400_000.0))) as served:
        yield served


@pytest.fixture
async def connections() -> AsyncIterator[Connections]:
    connections = Connections()
    yield connections
    await connections.close()


def settings(tenant: Running, **more: Any) -> Settings:
    world = tenant.world
    values: dict[str, Any] = {
        "teams_app_id": world.app.app_id,
        "teams_tenant_id": world.tenant_id,
        "teams_login_url": tenant.base_url,
        "identity_endpoint": f"{tenant.base_url}/metadata/identity/oauth2/token",
        **more,
    }
    return Settings(_env_file=None, **values)


async def test_a_token_is_fetched_once_for_all_who_need_it_and_again_before_it_ends(
    tenant: Running, connections: Connections
) -> None:
    at = [0.0]
    secret = SecretStr(tenant.world.app.secret)
    tokens = TokensOut(settings(tenant, teams_app_secret=secret), connections, lambda: at[0])
    found = set(await asyncio.gather(*(tokens.get() for _ in range(20))))
    [token] = found
    assert tenant.identity.logins == 1
    assert tenant.identity.accepts(token)
    at[0] = 3200.0
    assert await tokens.get() == token
    assert tenant.identity.given[await tokens.get(GRAPH)].audience == GRAPH
    at[0] = 3310.0
    assert await tokens.get() != token
    tokens.forget(await tokens.get())
    await tokens.get()
    assert tenant.identity.logins == 4


@pytest.mark.parametrize("header", [None, IDENTITY_HEADER], ids=["a virtual machine", "an app service"])
async def test_a_machine_is_the_bot_itself(tenant: Running, connections: Connections, header: str | None) -> None:
    tenant.world.app.managed_identity_id = tenant.world.app.app_id
    named = (
        {"identity_header": SecretStr(header), "identity_endpoint": f"{tenant.base_url}/msi/token"} if header else {}
    )
    own = settings(tenant, teams_managed_identity_id=tenant.world.app.app_id, **named)
    token = await TokensOut(own, connections).get()
    assert tenant.identity.accepts(token)


async def test_a_machine_of_another_name_vouches_for_the_bot(tenant: Running, connections: Connections) -> None:
    tenant.world.app.managed_identity_id = MACHINE
    tokens = TokensOut(settings(tenant, teams_managed_identity_id=MACHINE), connections)
    with pytest.raises(WorkspaceLost, match="Invalid client secret"):
        await tokens.get()  # the practice login knows secrets alone: it was asked, with what the machine gave
    [vouching] = [given for given in tenant.identity.given.values() if given.audience == EXCHANGE]
    assert vouching.app_id == tenant.world.app.app_id


async def test_a_wrong_secret_is_told_and_a_login_that_is_away_is_no_refusal(
    tenant: Running, connections: Connections
) -> None:
    wrong = settings(tenant, teams_app_secret=SecretStr("its id"))
    with pytest.raises(WorkspaceLost, match="AADSTS7000215: Invalid client secret provided"):
        await TokensOut(wrong, connections).get(CONNECTOR)
    away = settings(tenant, teams_app_secret=SecretStr("x"), teams_login_url="http://127.0.0.1:9")
    with pytest.raises(Unsure):
        await TokensOut(away, connections).get()
