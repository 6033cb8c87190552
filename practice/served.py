"""A practice workspace or tenant that is being served, whichever chat it stands for."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from starlette.applications import Starlette
from starlette.types import Scope

from practice.changes import Watchers
from practice.faults import Faults
from practice.serving import HOST, Host


class AnyWorld(Protocol):
    """What stands still behind it, in either chat."""

    base_url: str
    watchers: Watchers


W = TypeVar("W", bound=AnyWorld)
S = TypeVar("S", bound="Served[Any]")


@dataclass
class Served(Generic[W]):
    """`app.state` carries what it is made of."""

    world: W
    app: Starlette
    port: int

    @property
    def base_url(self) -> str:
        """The address of the page, without a slash at the end."""
        return f"http://{HOST}:{self.port}"

    @property
    def faults(self) -> Faults:
        """What goes wrong on demand."""
        faults: Faults = self.app.state.faults
        return faults


@contextlib.asynccontextmanager
async def hosting(served: S, drop: Callable[[Scope], None]) -> AsyncIterator[S]:
    """Let it live until the block ends, while another serves its application at its port.

    drop: breaks the connection that a request came on.
    """
    served.world.base_url = served.base_url
    served.app.state.drop = drop
    served.faults.stopping.clear()
    try:
        async with served.app.router.lifespan_context(served.app):
            try:
                yield served
            finally:
                served.faults.stopping.set()
    finally:
        served.world.watchers.close()


@contextlib.asynccontextmanager
async def serving_at(port: int, make: Callable[[int], S]) -> AsyncIterator[S]:
    """Serve what `make` gives for a port, on this machine alone, in the running loop.

    Port 0 takes any free one. OSError where the port is taken.
    """
    host = Host(port)
    async with hosting(make(host.port), host.drop) as served, host.serving(served.app):
        try:
            yield served
        finally:
            served.faults.stopping.set()
            served.world.watchers.close()


def cannot_drop(scope: Scope) -> None:
    """What breaks no connection, where nothing is served."""
    raise RuntimeError("Connections can be broken only where `running` serves the application.")
