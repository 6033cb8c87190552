"""The least that a Bolt app with a database can be, to hold the bot against: `python -m benchmarks.bare_bolt PORT`."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import AsyncIterator

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route


class Base(DeclarativeBase):
    pass


class Greeting(Base):
    __tablename__ = "greetings"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str]


engine = create_async_engine("sqlite+aiosqlite://")
bolt = AsyncApp(
    client=AsyncWebClient(token=os.environ.pop("SLACK_BOT_TOKEN"), base_url=os.environ["SLACK_API_URL"]),
    signing_secret=os.environ["SLACK_SIGNING_SECRET"],
)
handler = AsyncSlackRequestHandler(bolt)


@bolt.command("/cop-help")
async def answer(ack: AsyncAck, respond: AsyncRespond) -> None:
    await ack()
    await respond("Here is what I can do.")


async def events(request: Request) -> Response:
    return await handler.handle(request)


async def healthz(_request: Request) -> Response:
    async with engine.connect() as connection:
        await connection.execute(text("SELECT 1"))
    return PlainTextResponse("ok\n")


@contextlib.asynccontextmanager
async def tables(_app: Starlette) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield


routes = [Route("/slack/events", events, methods=["POST"]), Route("/healthz", healthz)]
web = Starlette(routes=routes, lifespan=tables)

if __name__ == "__main__":
    uvicorn.run(web, host="127.0.0.1", port=int(sys.argv[1]), log_config=None)
