"""What Graph answers, and that it answers nothing without permission."""

from typing import Any

import httpx

from practice.teams.graph import HISTORY, PEOPLE
from tests.practice.teams.conftest import NETWORK, Teams, card, message, text


async def ask(teams: Teams, path: str, **query: Any) -> httpx.Response:
    token = (await teams.login(scope="https://graph.microsoft.com/.default")).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    return await teams.client.get(f"/graph/v1.0/{path}", params=query or None, headers=headers)


async def test_people_with_permission_alone(teams: Teams) -> None:
    anna, app = teams.world.user("anna"), teams.world.app
    assert (await ask(teams, "users")).status_code == 403
    app.permissions.add(PEOPLE)
    page = (await ask(teams, "users", **{"$top": "2"})).json()
    rest = (await ask(teams, page["@odata.nextLink"].partition("v1.0/")[2])).json()
    assert (len(page["value"]), len(rest["value"]), "@odata.nextLink" in rest) == (2, 1, False)
    found = await ask(teams, "users", **{"$filter": f"mail eq '{anna.email.upper()}' or userPrincipalName eq 'x'"})
    assert [one["id"] for one in found.json()["value"]] == [anna.id]
    assert (await ask(teams, f"users/{anna.id}")).json()["mail"] == anna.email
    assert (await ask(teams, "users/nobody")).status_code == 404
    await teams("GET", f"teams/{NETWORK}")
    with_the_connectors = {"Authorization": f"Bearer {teams.token}"}
    assert (await teams.client.get("/graph/v1.0/users", headers=with_the_connectors)).status_code == 401


async def test_the_messages_of_a_channel(teams: Teams) -> None:
    teams.world.app.permissions.add(HISTORY)
    path = f"teams/{teams.world.team('team').group_id}/channels/{NETWORK}/messages"
    root = await teams.post(NETWORK, message(card(text("First"))))
    await teams.post(f"{NETWORK};messageid={root}", message(card(text("A reply"))))
    await teams.post(NETWORK, message(card(text("Second"))))
    posts = (await ask(teams, path, **{"$top": "1"})).json()
    assert "Second" in posts["value"][0]["attachments"][0]["content"]
    assert "@odata.nextLink" in posts
    replies = (await ask(teams, f"{path}/{root}/replies")).json()["value"]
    assert [one["replyToId"] for one in replies] == [root]
    assert (await ask(teams, path, **{"$top": "51"})).status_code == 400
    teams.world.remove_from_team("team")
    assert (await ask(teams, path)).status_code == 403
