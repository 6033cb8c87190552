"""The bot in Microsoft's own Agents Playground, as a client by others' hands: `python -m scripts.playground`.

A smoke test, no part of CI: it fetches the Playground from npm into a temporary folder, and needs Node and Chromium.
The Playground sends no tokens; so what it says goes through a small server here that signs it with keys of its own, as
Microsoft does, and the bot's door is the usual one, whose settings name those keys as a test's do.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Page, expect
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot import sample
from bot.app import Bot, build
from bot.settings import Settings
from bot.timelapse import TimeLapse
from practice.clock import VirtualClock
from practice.serving import listen, serving
from practice.teams.identity import Identity, Keys
from practice.teams.ids import object_id
from practice.teams.people import App
from practice.teams.world import TENANT_ID
from scripts.browser import chromium
from services.access import Asker
from storage.migrate import upgrade
from tests.house import melbourne
from tests.loading import InChat, load_sample, person_id
from tests.teams_house import teams_channel

PACKAGE = "@microsoft/m365agentsplayground@0.2.28"
PICTURES = Path(__file__).parent.parent / "docs" / "pictures"
WIDTH, HEIGHT = 1280, 900
NOON = melbourne("2026-05-12 12:00")
CHANNEL = teams_channel(sample.MERRI_BEK)
ANNA = next(person for person in sample.PEOPLE if person.id == "UCHAIR")
LISTENS = re.compile(rb"Listening on (\d+)")
OTHERS = 5
"""The Playground takes no more people."""
PATIENCE = 30_000
"""Milliseconds for anything to appear."""


def config(app: App) -> dict[str, Any]:
    """Whom the Playground plays: the sample's people, with the chair at the keyboard."""
    team = {"id": "19:team@thread.tacv2", "name": "Networks", "aadGroupId": object_id("group")}
    channel = {"id": CHANNEL, "name": sample.CHANNELS[sample.MERRI_BEK]}
    return {
        "version": "0.1.1",
        "tenantId": TENANT_ID,
        "bot": {"id": app.account_id, "name": app.name},
        "currentUser": _user(ANNA),
        "users": [_user(one) for one in sample.PEOPLE if one is not ANNA][:OTHERS],
        "personalChat": {"id": "a:personal"},
        "groupChat": {"id": "19:group@thread.v2", "name": "Group chat"},
        "team": {**team, "channels": [channel]},
    }


def _user(person: Any) -> dict[str, str]:
    given, _, surname = person.name.partition(" ")
    address = f"{person.name.lower().replace(' ', '.')}@schools.example"
    id_ = object_id(person.id)
    named = {"name": person.name, "givenName": given, "surname": surname}
    return {"id": id_, "aadObjectId": id_, "userPrincipleName": address, "email": address, **named}


@asynccontextmanager
async def signing(app: App, bot_url: str) -> AsyncIterator[str]:
    """What stands between: signs what the Playground says, and gives the bot its own tokens. Gives its address."""
    keys = Keys()
    identity = Identity(app, TENANT_ID, keys)

    async def pass_on(request: Request) -> Response:
        body = await request.body()
        service = str(json.loads(body).get("serviceUrl", ""))
        headers = {"Authorization": f"Bearer {keys.token(app.app_id, service)}", "Content-Type": "application/json"}
        async with aiohttp.ClientSession() as session, session.post(bot_url, data=body, headers=headers) as answer:
            return Response(await answer.read(), answer.status, media_type=answer.content_type)

    listening = listen(0)
    routes = [
        Route("/api/messages", pass_on, methods=["POST"]),
        Route("/v1/.well-known/openidconfiguration", identity.metadata),
        Route("/v1/.well-known/keys", identity.key_set),
        Route("/{tenant}/oauth2/v2.0/token", identity.login, methods=["POST"]),
    ]
    async with serving(Starlette(routes=routes), listening):
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@asynccontextmanager
async def playground(folder: Path, app: App, endpoint: str) -> AsyncIterator[str]:
    """The Playground, installed and started. Gives its address."""
    (folder / ".m365agentsplayground.yml").write_text(json.dumps(config(app)), encoding="utf-8")
    install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), PACKAGE]
    await asyncio.to_thread(subprocess.run, install, check=True, capture_output=True, timeout=600)
    [program] = (folder / "node_modules").glob("@microsoft/m365agentsplayground/cli.js")
    process = await asyncio.create_subprocess_exec(
        *("node", str(program), "start", "-e", endpoint, "-c", "msteams", "--dt"),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            while not (found := LISTENS.search(line := await process.stdout.readline())):
                if not line:
                    raise RuntimeError(f"The Playground does not start; see {folder}/devTools.")
        yield f"http://localhost:{int(found[1])}"
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def main() -> int:
    """Walk through it once; what does not come in time is an error."""
    app, clock = App(), VirtualClock(NOON.timestamp())
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="playground")))
        listening = listen(0)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        between = await stack.enter_async_context(signing(app, f"{address}/teams/messages"))
        url = await stack.enter_async_context(playground(folder, app, f"{between}/api/messages"))
        settings = Settings(
            _env_file=None,
            teams_app_id=app.app_id,
            teams_tenant_id=TENANT_ID,
            teams_app_secret=SecretStr(app.secret),
            teams_service_url=f"{url}/_connector",
            teams_login_url=between,
            teams_keys_url=f"{between}/v1/.well-known/openidconfiguration",
            public_url=address,
            database_url=f"sqlite:///{folder / 'bot.db'}",
        )
        bot = build(settings, lambda: datetime.fromtimestamp(clock.now(), UTC))
        stack.push_async_callback(bot.close)
        await upgrade(bot.database)
        chat = InChat("teams", TENANT_ID, app.account_id, object_id, teams_channel)
        await load_sample(bot.database, NOON, chat, weekly_pulse=False)
        await stack.enter_async_context(serving(bot.web, listening))
        browser = await stack.enter_async_context(chromium())
        page = await browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        await page.goto(url)

        async def finish() -> None:
            await bot.router.finish()

        lapse = TimeLapse(bot.services, bot.clock, lambda at: clock.set(at.timestamp()), finish)
        await walk(page, bot, lapse)
    return 0


async def walk(page: Page, bot: Bot, lapse: TimeLapse) -> None:
    """Home, which comes by itself; words; a card that comes by itself in the channel, a tap on it; one in the chat."""
    await expect(page.get_by_text("Your networks").first).to_be_visible()
    await _write(page, "help")
    await expect(page.get_by_text("here is what you can do").first).to_be_visible()
    await _picture(page, "chat")
    await bot.services.pulses.start(Asker(1, person_id(ANNA.id), None), 1, "trust", bot.clock())
    await lapse.settle(timedelta(minutes=2))
    await page.get_by_text(sample.CHANNELS[sample.MERRI_BEK]).first.click()
    await page.get_by_role("button", name="Embedding: mostly there").click()
    await expect(page.get_by_text("Got it: Embedding").first).to_be_visible()
    await _picture(page, "channel")
    await page.get_by_text("Personal Chat").last.click()
    await _write(page, "summary")
    await expect(page.get_by_text("where Merri-bek stands").first).to_be_visible()
    await lapse.settle(timedelta(minutes=2))
    await expect(page.get_by_role("button", name="Share a safe version in the channel")).to_be_visible()
    await _picture(page, "summary")


async def _write(page: Page, words: str) -> None:
    """Type into the box for writing, which has no name of its own."""
    await page.mouse.click(WIDTH / 2 - 40, HEIGHT - 48)
    await page.keyboard.type(words)
    await page.keyboard.press("Enter")


async def _picture(page: Page, name: str) -> None:
    file = PICTURES / f"playground-{name}.png"
    await page.screenshot(path=file)
    print(file)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
