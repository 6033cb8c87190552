"""A web server on this machine alone that starts and stops at once, and can break a connection on demand."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import uvicorn
from starlette.types import ASGIApp, Scope

HOST = "127.0.0.1"


def listen(port: int = 0) -> socket.socket:
    """Take a port; 0 is any free one. OSError where it is taken."""
    # Named, since asyncio turns off the wait for acknowledgements on connections that are known to be TCP alone.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError:
        listening.close()
        raise
    return listening


class Host:
    """A port of this machine, and the server there."""

    def __init__(self, port: int | socket.socket = 0) -> None:
        """Take the port (0 is any free one; OSError where it is taken), or one that was taken by `listen`."""
        self._listening = listen(port) if isinstance(port, int) else port
        self._server: uvicorn.Server | None = None
        self.port: int = self._listening.getsockname()[1]

    @property
    def base_url(self) -> str:
        """The address, without a slash at the end."""
        return f"http://{HOST}:{self.port}"

    def drop(self, scope: Scope) -> None:
        """Break the connection that a request came on."""
        for connection in list(self._server.server_state.connections) if self._server else ():
            if getattr(connection, "client", None) == scope["client"]:
                connection.transport.abort()

    @contextlib.asynccontextmanager
    async def serving(self, app: ASGIApp) -> AsyncIterator[None]:
        """Serve an application in the running loop until the block ends."""
        config = uvicorn.Config(
            app, http="h11", ws="none", lifespan="off", log_config=None, access_log=False, proxy_headers=False
        )
        config.load()
        self._server = server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        await server.startup(sockets=[self._listening])
        try:
            yield
        finally:
            await _stop(server)


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, listening: socket.socket) -> AsyncIterator[None]:
    """Serve an application at a port that was taken by `listen`."""
    async with Host(listening).serving(app):
        yield


async def _stop(server: uvicorn.Server) -> None:
    """Stop at once: uvicorn's own way waits for a tick of its clock, too long for hundreds of tests."""
    for listener in server.servers:
        listener.close()
    for connection in list(server.server_state.connections):
        connection.shutdown()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.5):
            while server.server_state.tasks:
                await asyncio.wait(set(server.server_state.tasks))
    tasks = set(server.server_state.tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    await asyncio.sleep(0)
    await server.lifespan.shutdown()
