"""A bare Bolt listener that keeps a tap with one upsert, on the bot's own engine: what a tap at least costs.

`python -m benchmarks.bare_taps PORT`, with the bot's settings around it. It acknowledges, upserts in a transaction, and
answers where the request says. It knows no roles, no sealing, no once-only and no logs.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import String
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from storage.database import Database
from storage.sqlite import take_lock


class Base(DeclarativeBase):
    pass


class Tap(Base):
    __tablename__ = "bare_taps"

    pulse: Mapped[str] = mapped_column(String(255), primary_key=True)
    person: Mapped[str] = mapped_column(String(255), primary_key=True)
    level: Mapped[int]


database = Database(os.environ["DATABASE_URL"])
insert = sqlite.insert if database.is_sqlite else postgresql.insert
bolt = AsyncApp(
    client=AsyncWebClient(token=os.environ.pop("SLACK_BOT_TOKEN"), base_url=os.environ["SLACK_API_URL"]),
    signing_secret=os.environ["SLACK_SIGNING_SECRET"],
)
handler = AsyncSlackRequestHandler(bolt)


@bolt.action(re.compile("pulses.answer"))
async def answer(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond) -> None:
    await ack()
    action = body["actions"][0]
    level = int(action["action_id"].partition(":")[2])
    putting = insert(Tap).values(pulse=action["value"], person=body["user"]["id"], level=level)
    same = ["pulse", "person"]
    async with database.engine.begin() as connection:
        if database.is_sqlite:
            await connection.run_sync(take_lock)
        await connection.execute(putting.on_conflict_do_update(index_elements=same, set_={"level": level}))
    await respond("Got it.", response_type="ephemeral", replace_original=False)


async def events(request: Request) -> Response:
    return await handler.handle(request)


async def healthz(_request: Request) -> Response:
    return PlainTextResponse("ok\n")


@contextlib.asynccontextmanager
async def tables(_app: Starlette) -> AsyncIterator[None]:
    async with database.engine.begin() as connection:
        if database.is_sqlite:
            await connection.run_sync(take_lock)
        await connection.run_sync(Base.metadata.create_all)
    yield


routes = [Route("/slack/events", events, methods=["POST"]), Route("/healthz", healthz)]
web = Starlette(routes=routes, lifespan=tables)

if __name__ == "__main__":
    uvicorn.run(web, host="127.0.0.1", port=int(sys.argv[1]), log_config=None)
