"""The page's addresses without a browser: who sees what, and what is done from there."""

from datetime import UTC, datetime
from urllib.parse import quote

import httpx
import pytest

from practice.page import GuideStep, Standing
from practice.teams.page import routes
from tests.practice.teams.conftest import (
    NETWORK,
    PRIVATE,
    Bot,
    Teams,
    card,
    dialog,
    execute,
    message,
    opens,
    submit,
    text,
)

GUIDE = (GuideStep("Book it", "Ask for a meeting.", "anna", "network"), GuideStep("Gone", "Nobody.", "nobody", "chat"))


@pytest.fixture
def visitor(teams: Teams) -> httpx.AsyncClient:
    """A client of the page, which is served below a prefix."""
    world = teams.world
    now = datetime.fromtimestamp(world.clock.now(), UTC)
    pages = routes(world, teams.running.hub, Standing(now, GUIDE), commands=[{"title": "meeting"}], prefix="/msteams")
    teams.running.app.router.routes.extend(pages)
    return teams.client


def at(teams: Teams, person: str, place: str) -> str:
    return f"/msteams/as/{teams.world.user(person).id}/c/{quote(place)}"


async def test_everybody_sees_their_own_conversations(teams: Teams, visitor: httpx.AsyncClient) -> None:
    first = await visitor.get("/msteams/")
    assert first.headers["location"] == at(teams, "anna", NETWORK)
    await teams.post(NETWORK, message(card(text('Is "5 < 6"?'))))
    page = await visitor.get(at(teams, "anna", NETWORK))
    assert "Ben Tran" in page.text
    assert "5 < 6" not in page.text
    assert "Is \\&#34;5 &lt; 6\\&#34;?" in page.text
    for person, place in (("ben", PRIVATE), ("cara", NETWORK), ("anna", teams.world.chat_with("ben").id)):
        refused = await visitor.get(at(teams, person, place))
        assert refused.headers["location"] == f"/msteams/as/{teams.world.user(person).id}"


async def test_where_nothing_can_be_written_the_page_says_why(bot: Bot, visitor: httpx.AsyncClient) -> None:
    world = bot.teams.world
    ben = world.user("ben").id
    without = await visitor.get(f"/msteams/as/{ben}", follow_redirects=True)
    assert "You do not have CoP Bot yet." in without.text
    assert (await visitor.post(f"/msteams/as/{ben}/install", json={})).json()["ok"]
    assert "Type a message" in (await visitor.get(at(bot.teams, "ben", world.chat_with("ben").id))).text
    world.archive_team("team")
    assert "This is archived." in (await visitor.get(at(bot.teams, "ben", NETWORK))).text


async def test_a_button_is_pressed_and_a_form_is_sent(bot: Bot, visitor: httpx.AsyncClient) -> None:
    world = bot.teams.world
    base = f"/msteams/as/{world.user('anna').id}"
    id = await bot.teams.post(NETWORK, message(card(text("x"), actions=[execute("Act"), opens("Open")])))
    asked = {"type": "Input.Text", "id": "why", "label": "Why", "isRequired": True, "errorMessage": "Say why"}
    bot.answer = lambda activity: {
        "adaptiveCard/action": {
            "statusCode": 200,
            "type": "application/vnd.microsoft.activity.message",
            "value": "Noted",
        },
        "task/fetch": dialog(card(asked, actions=[submit("Send")])),
    }.get(activity["name"])
    pressed = await visitor.post(f"{base}/press", json={"id": id, "number": 0, "values": {}})
    assert pressed.json()["notice"] == "Noted"
    await visitor.post(f"{base}/press", json={"id": id, "number": 1, "values": {}})
    opened = bot.person("anna").dialog
    missing = await visitor.post(f"{base}/press", json={"id": opened.id, "number": 0, "values": {"why": ""}})
    assert missing.json()["errors"] == {"why": "Say why"}
    await visitor.post(f"{base}/press", json={"id": opened.id, "number": 0, "values": {"why": "Because"}})
    assert bot.heard[-1]["value"]["data"] == {"why": "Because"}
    assert bot.person("anna").dialogs == []
    foreign = await visitor.post(f"{base}/press", json={}, headers={"origin": "http://elsewhere.example"})
    gone = await visitor.post(f"{base}/press", json={"id": "1", "number": 0})
    assert (foreign.status_code, gone.json()["ok"]) == (403, False)


async def test_a_channel_and_a_person_are_added(bot: Bot, visitor: httpx.AsyncClient) -> None:
    world = bot.teams.world
    base = f"/msteams/as/{world.user('anna').id}"
    made = await visitor.post(f"{base}/add-channel", json={"name": "Reading", "channel": NETWORK})
    assert (await visitor.get(made.json()["href"])).status_code == 200
    added = await visitor.post(f"{base}/add-person", json={"name": "Dora Ng", "title": "", "channel": NETWORK})
    dora = world.user(added.json()["person"])
    assert world.is_member(world.channel(NETWORK), dora.id)
    assert {a["channelData"].get("eventType") for a in bot.heard} >= {"channelCreated", "teamMemberAdded"}
    assert bot.heard[-1]["type"] == "installationUpdate"
