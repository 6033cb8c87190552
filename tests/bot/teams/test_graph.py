"""Where the tenant allows it, the bot asks its directory about people, and looks in a channel before it sends again."""

from __future__ import annotations

import pytest

from domain.people import Standing
from facts.channels import ChannelOfTeam
from practice.teams.graph import HISTORY, PEOPLE
from prompts.message import Message
from services.ports import DeliveryProblem
from tests.bot.teams.conftest import CHANNEL, Tenancy
from tests.bot.teams.test_errors import say

HELLO = Message("Hello")


@pytest.fixture
async def allowed(tenancy: Tenancy) -> Tenancy:
    """A tenant whose administrator and team have consented to both, and the bot set up for it."""
    tenancy.messenger._connector._graph_url = f"{tenancy.served.base_url}/graph/v1.0"
    graph = tenancy.messenger._graph
    graph.knows_people = graph.reads_history = True
    tenancy.world.app.permissions |= {PEOPLE, HISTORY}
    tenancy.world.user("cara").upn = "cara_elsewhere.example#EXT#@tenant.example"
    await tenancy.bot.services.channels.note(1, tenancy.world.team("team").id, {CHANNEL: ChannelOfTeam()})
    return tenancy


async def test_the_directory_tells_who_somebody_is(allowed: Tenancy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.teams.graph.PEOPLE_PAGE", 2)
    speak, dan, cara = allowed.messenger, allowed.person("dan"), allowed.person("cara")
    assert await speak.user_with_email("dan@schools.example") == allowed.object_id("dan")
    assert await speak.user_with_email("eve's@schools.example") is None
    assert await speak.standing_of(dan) is Standing.PERSON
    assert await speak.standing_of(cara) is Standing.GUEST
    assert await speak.standing_of_account("00000000-0000-4000-8000-000000000000") is Standing.UNKNOWN
    cursor: str | None = ""
    found = set()
    while cursor is not None:
        page, cursor = await speak.people(cursor)
        found |= {account.email for account in page}
    assert {"anna@schools.example", "dan@schools.example"} <= found
    allowed.world.app.permissions.clear()
    with pytest.raises(DeliveryProblem, match="Authorization_RequestDenied"):
        await speak.people()


async def test_what_is_in_doubt_is_looked_for_page_by_page_and_stands_once(
    allowed: Tenancy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.teams.graph.MESSAGES_PAGE", 2)
    allowed.served.faults.drop("send", times=1)
    delivery_id = await say(allowed)
    await allowed.bot.services.delivery.deliver_one(allowed.now)
    for number in range(5):
        await allowed.messenger.post(CHANNEL, HELLO, f"another {number}")
    await allowed.live()
    assert len(allowed.said()) == 6
    assert (await allowed.row(delivery_id)).posted_ts == allowed.said()[0].id


async def test_a_team_that_did_not_consent_hears_it_again(allowed: Tenancy) -> None:
    allowed.world.app.permissions.clear()
    allowed.served.faults.drop("send", times=1)
    await say(allowed)
    await allowed.live()
    assert len(allowed.said()) == 2
