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
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError:
        listening.close()
        raise
    return listening


class Server:
    """A server under way."""

    def __init__(self, server: uvicorn.Server) -> None:
        self._server = server

    def drop(self, scope: Scope) -> None:
        """Break the connection that a request came on."""
        for connection in list(self._server.server_state.connections):
            if getattr(connection, "client", None) == scope["client"]:
                connection.transport.abort()


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, listening: socket.socket) -> AsyncIterator[Server]:
    """Serve an application in the running loop until the block ends."""
    config = uvicorn.Config(app, http="h11", ws="none", lifespan="on", log_config=None, access_log=False)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listening])
    try:
        yield Server(server)
    finally:
        await _stop(server)


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
