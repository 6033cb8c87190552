"""The tenant's web server: connector, login, keys, and the page's routes."""

import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute, Route
from starlette.types import Scope

from practice.faults import Faults
from practice.served import Served, cannot_drop, hosting, serving_at
from practice.teams.connector import Connector
from practice.teams.graph import Graph
from practice.teams.hub import Hub
from practice.teams.identity import Identity, Keys
from practice.teams.rates import RateLimits
from practice.teams.world import World


def build_app(
    world: World,
    *,
    faults: Faults | None = None,
    bot_url: str | None = None,
    hub: Hub | None = None,
    keys: Keys | None = None,
    strict_rate_limits: bool = True,
    routes: Sequence[BaseRoute] = (),
) -> Starlette:
    """Build the web application of a world.

    `app.state` carries `hub` (made here unless given), `identity`, `connector`, `faults` and `limits`. `routes` are
    served beside them, for the page. `world.base_url` must name the address it is served at.
    """
    faults = faults or Faults()
    if hub is None:
        hub = Hub(world, bot_url, keys=keys)
    limits = RateLimits(world.clock, strict=strict_rate_limits)
    identity = Identity(world.app, world.tenant_id, hub.keys)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        await hub.close()

    def drop(scope: Scope) -> None:
        app.state.drop(scope)

    connector = Connector(world, identity, faults, limits, drop)
    app = Starlette(
        routes=[
            *connector.routes(),
            *Graph(world, identity, faults).routes(),
            Route("/v1/.well-known/openidconfiguration", identity.metadata),
            Route("/v1/.well-known/keys", identity.key_set),
            Route("/{tenant}/oauth2/v2.0/token", identity.login, methods=["POST"]),
            Route("/msi/token", identity.managed_identity),
            Route("/metadata/identity/oauth2/token", identity.managed_identity),
            *routes,
        ],
        lifespan=lifespan,
    )
    app.state.hub, app.state.identity, app.state.connector = hub, identity, connector
    app.state.faults, app.state.limits = faults, limits
    app.state.drop = cannot_drop
    return app


@dataclass
class Running(Served[World]):
    """A tenant that is being served."""

    @property
    def service_url(self) -> str:
        """The connector's global address: what the bot takes as TEAMS_SERVICE_URL."""
        return f"{self.base_url}/teams"

    @property
    def metadata_url(self) -> str:
        """The OpenID metadata that names the keys: what the bot takes as TEAMS_KEYS_URL."""
        return f"{self.base_url}/v1/.well-known/openidconfiguration"

    @property
    def graph_url(self) -> str:
        """Graph's address: what the bot takes as TEAMS_GRAPH_URL."""
        return f"{self.base_url}/graph/v1.0"

    @property
    def hub(self) -> Hub:
        """The way to the bot."""
        hub: Hub = self.app.state.hub
        return hub

    @property
    def identity(self) -> Identity:
        """The login and the tokens that it gave out."""
        identity: Identity = self.app.state.identity
        return identity

    @property
    def connector(self) -> Connector:
        """What the bot asks, and has asked."""
        connector: Connector = self.app.state.connector
        return connector


@contextlib.asynccontextmanager
async def hosted(world: World, port: int, drop: Callable[[Scope], None], **options: Any) -> AsyncIterator[Running]:
    """A world whose application is served by another at this port of this machine; `options` are those of `build_app`.

    drop: breaks the connection that a request came on.
    """
    async with hosting(Running(world, build_app(world, **options), port), drop) as served:
        yield served


@contextlib.asynccontextmanager
async def running(world: World, *, port: int = 0, **options: Any) -> AsyncIterator[Running]:
    """Serve a world on this machine alone, in the running loop; `options` are those of `build_app`.

    Port 0 takes any free one. OSError where the port is taken.
    """
    async with serving_at(port, lambda taken: Running(world, build_app(world, **options), taken)) as served:
        yield served
