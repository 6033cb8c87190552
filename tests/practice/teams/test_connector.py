"""What the connector does, and what it refuses with which code."""

from typing import Any

import httpx
import pytest

from practice.teams.ids import object_id, thread_id
from practice.teams.world import World
from tests.practice.teams.conftest import NETWORK, PRIVATE, TEAM, Activity, Bot, Teams, card, message, text

SAYS: Activity = {"type": "message", "text": "Hello"}


def chat(teams: Teams, *ids: str, **more: Any) -> Activity:
    return {"tenantId": teams.world.tenant_id, "isGroup": False, "members": [{"id": id} for id in ids]} | more


def post(teams: Teams, channel: str = NETWORK, **more: Any) -> Activity:
    body = {"tenantId": teams.world.tenant_id, "isGroup": True, "channelData": {"channel": {"id": channel}}}
    return body | {"activity": SAYS} | more


async def test_a_post_its_replies_a_change_and_a_deletion(teams: Teams) -> None:
    begun = (await teams("POST", "conversations", post(teams))).json()
    root = begun["activityId"]
    assert begun["id"] == f"{NETWORK};messageid={root}"
    in_thread = await teams.post(begun["id"], SAYS | {"text": "In the thread"})
    answer = await teams("POST", f"conversations/{NETWORK}/activities/{in_thread}", SAYS | {"text": "To the reply"})
    new_post = await teams.post(NETWORK, SAYS)
    channel = teams.world.channel(NETWORK)
    assert [m.root for m in channel.messages] == [None, root, root, None]
    changed = await teams("PUT", f"conversations/{NETWORK}/activities/{root}", message(card(text("Changed"))))
    assert changed.json() == {"id": root}
    assert channel.messages[0].text == ""
    assert channel.messages[0].card is not None
    gone = await teams("DELETE", f"conversations/{NETWORK}/activities/{new_post}")
    assert (gone.status_code, gone.text) == (200, "")
    assert answer.json()["id"] == channel.messages[2].id
    assert [m.deleted for m in channel.messages] == [False, False, False, True]


async def test_creating_twice_says_it_twice(teams: Teams) -> None:
    for _ in range(2):
        await teams("POST", "conversations", post(teams))
    assert len(teams.world.channel(NETWORK).messages) == 2


async def test_text_and_card_become_two_messages_and_no_id_comes_back(teams: Teams) -> None:
    both = message(card(text("The card"))) | {"text": "The words"}
    sent = await teams("POST", f"conversations/{NETWORK}/activities", both)
    assert (sent.status_code, sent.json()) == (201, {})
    assert [bool(m.text) for m in teams.world.channel(NETWORK).messages] == [True, False]
    begun = await teams("POST", "conversations", post(teams, activity=both))
    assert "activityId" not in begun.json()


async def test_a_chat_is_begun_with_either_id_and_is_the_same_one(teams: Teams) -> None:
    anna = teams.world.user("anna")
    ids = {(await teams("POST", "conversations", chat(teams, id))).json()["id"] for id in (anna.id, anna.chat_id)}
    assert ids == {teams.world.chat_with("anna").id}
    begun = await teams("POST", "conversations", chat(teams, anna.id, activity=SAYS))
    assert begun.json()["activityId"] == teams.world.chat_with("anna").messages[0].id


async def test_rosters_come_in_pages_and_a_member_by_any_id(teams: Teams) -> None:
    world = teams.world
    for number in range(60):
        world.add_member("team", world.add_user(f"p{number}", f"Person {number}", f"p{number}@schools.example").id)
    world.close_account("p7")
    first = (await teams("GET", f"conversations/{NETWORK}/pagedmembers?pageSize=2")).json()
    token = first["continuationToken"]
    second = (await teams("GET", f"conversations/{NETWORK}/pagedmembers?pageSize=50&continuationToken={token}")).json()
    assert (len(first["members"]), len(second["members"])) == (50, 11)
    assert "continuationToken" not in second
    anna = world.user("anna")
    for id in (anna.id, anna.chat_id, anna.upn):
        found = (await teams("GET", f"conversations/{NETWORK}/members/{id}")).json()
        assert (found["objectId"], found["email"]) == (anna.id, "anna@schools.example")


async def test_a_team_and_its_channels(teams: Teams) -> None:
    assert (await teams("GET", f"teams/{TEAM}")).json()["name"] == "Coburg"
    listed = (await teams("GET", f"teams/{TEAM}/conversations")).json()["conversations"]
    assert listed == [{"id": TEAM, "type": "standard"}, {"id": NETWORK, "name": "Network", "type": "standard"}]
    teams.world.add_app_to_channel("private")
    assert len((await teams("GET", f"teams/{TEAM}/conversations")).json()["conversations"]) == 3


async def test_a_targeted_message_is_seen_by_one(bot: Bot) -> None:
    ben = bot.teams.world.user("ben")
    path = f"conversations/{NETWORK}/activities?isTargetedActivity=true"
    sent = await bot.teams("POST", path, SAYS | {"recipient": {"id": ben.chat_id}})
    assert sent.status_code == 201
    assert (bot.person("anna").texts(NETWORK), bot.person("ben").texts(NETWORK)) == ([], ["Hello"])


def anna_only(world: World) -> None:
    """As the tenant stands."""


CALLS = [
    # what is done before, the call, status and code
    (anna_only, "group", 400, "BadSyntax"),
    (anna_only, "no tenant", 400, "BadSyntax"),
    (anna_only, "aadObjectId alone", 400, "BadSyntax"),
    (anna_only, "stranger's 29:", 400, "BadArgument"),
    (anna_only, "not installed for ben", 403, "ForbiddenOperationException"),
    (lambda w: w.close_account("anna"), "chat with anna", 403, "ForbiddenOperationException"),
    (lambda w: w.block_bot("anna"), "send to anna", 403, "ConversationBlockedByUser"),
    (lambda w: w.app.installed_for.clear(), "send to anna", 403, "Forbidden"),
    (lambda w: w.close_account("anna"), "send to anna", 404, "ConversationNotFound"),
    (anna_only, "private", 403, "BotNotInConversationRoster"),
    (lambda w: w.remove_from_team("team"), "send", 403, "BotNotInConversationRoster"),
    (lambda w: w.archive_team("team"), "send", 403, "NotEnoughPermissions"),
    (lambda w: w.delete_channel("network"), "send", 404, "ConversationNotFound"),
    (lambda w: w.delete_team("team"), "members", 404, "ConversationNotFound"),
    (lambda w: setattr(w.app, "disabled", True), "send", 403, "BotDisabledByAdmin"),
    (lambda w: setattr(w.app, "registered", False), "send", 401, "BotNotRegistered"),
    (anna_only, "another channel", 404, "ConversationNotFound"),
    (anna_only, "a thread that is not", 404, "ConversationNotFound"),
    (anna_only, "change nothing", 404, "ActivityNotFoundInConversation"),
    (anna_only, "stranger as member", 404, "MemberNotFoundInConversation"),
    (anna_only, "empty", 400, "BadSyntax"),
    (anna_only, "unknown type", 400, "BadSyntax"),
    (anna_only, "bad card", 400, "BadSyntax"),
    (anna_only, "mention not in text", 400, "BadSyntax"),
    (anna_only, "mention of an absent person", 400, "BadArgument"),
    (anna_only, "too big", 413, "MessageSizeTooBig"),
]


@pytest.mark.parametrize(("before", "what", "status", "code"), CALLS, ids=[f"{c[1]}-{c[3]}" for c in CALLS])
async def test_refusals(teams: Teams, before: Any, what: str, status: int, code: str) -> None:
    world, anna = teams.world, teams.world.user("anna")
    to_anna = f"conversations/{world.chat_with('anna').id}/activities"
    send = f"conversations/{NETWORK}/activities"
    cara = world.user("cara")
    mention = {"type": "mention", "text": "<at>Cara Olsen</at>", "mentioned": {"id": cara.id, "name": "Cara Olsen"}}
    calls: dict[str, tuple[str, str, Any]] = {
        "group": ("POST", "conversations", chat(teams, anna.id, cara.id, isGroup=True)),
        "no tenant": ("POST", "conversations", chat(teams, anna.id, tenantId=None)),
        "aadObjectId alone": ("POST", "conversations", chat(teams, members=[{"aadObjectId": anna.id}])),
        "stranger's 29:": ("POST", "conversations", chat(teams, "29:1abc")),
        "not installed for ben": ("POST", "conversations", chat(teams, world.user("ben").id)),
        "chat with anna": ("POST", "conversations", chat(teams, anna.id)),
        "send to anna": ("POST", to_anna, SAYS),
        "private": ("POST", "conversations", post(teams, PRIVATE)),
        "send": ("POST", send, SAYS),
        "members": ("GET", f"conversations/{NETWORK}/pagedmembers", None),
        "another channel": ("POST", f"conversations/{thread_id('other')}/activities", SAYS),
        "a thread that is not": ("POST", f"conversations/{NETWORK};messageid=5/activities", SAYS),
        "change nothing": ("PUT", f"{send}/5", SAYS),
        "stranger as member": ("GET", f"conversations/{NETWORK}/members/{object_id('nobody')}", None),
        "empty": ("POST", send, {"type": "message", "text": " "}),
        "unknown type": ("POST", send, {"type": "dance", "text": "x"}),
        "bad card": ("POST", send, message(card({"type": "Hologram"}))),
        "mention not in text": ("POST", send, SAYS | {"entities": [mention]}),
        "mention of an absent person": ("POST", send, SAYS | {"text": mention["text"], "entities": [mention]}),
        "too big": ("POST", send, SAYS | {"text": "x" * 52_000}),
    }
    before(world)
    answer = await teams(*calls[what])
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


async def test_a_change_of_somebody_elses_message_is_refused(bot: Bot) -> None:
    said = await bot.person("anna").say(NETWORK, "Mine")
    answer = await bot.teams("PUT", f"conversations/{NETWORK}/activities/{said.id}", SAYS)
    assert answer.json()["error"]["code"] == "NotEnoughPermissions"


async def test_limits_of_a_conversation(teams: Teams, world: World) -> None:
    statuses = [(await teams("POST", f"conversations/{NETWORK}/activities", SAYS)).status_code for _ in range(8)]
    assert statuses == [201] * 7 + [429]
    refused = await teams("POST", f"conversations/{NETWORK};messageid=1/activities", SAYS)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    world.clock.advance(1.0)
    await teams.post(NETWORK, SAYS)
    assert (await teams("POST", f"conversations/{NETWORK}/activities", SAYS)).status_code == 429
    assert (await teams("GET", f"conversations/{NETWORK}/members")).status_code == 200


async def test_faults_strike_before_or_after_it_is_said(teams: Teams, world: World) -> None:
    faults = teams.running.faults
    faults.rate_limit("send", retry_after=3)
    faults.answer("PreconditionFailed", "send")
    faults.drop("send")
    path = f"conversations/{NETWORK}/activities"
    limited, refused = await teams("POST", path, SAYS), await teams("POST", path, SAYS)
    assert (limited.status_code, limited.headers["retry-after"], refused.status_code) == (429, "3", 412)
    assert not world.channel(NETWORK).messages
    with pytest.raises(httpx.RemoteProtocolError):
        await teams("POST", path, SAYS)
    assert len(world.channel(NETWORK).messages) == 1
