"""What the page's addresses answer, and what each person may see there."""

import asyncio
import json
import re

import httpx
import pytest

from practice.slack.files import File
from practice.slack.server import Running
from practice.slack.world import World
from tests.browsers import browser
from tests.practice.slack.conftest import Bot, button, modal, text_input


def note(text: str, user: str, **more: object) -> dict[str, object]:
    """A message as a person's client stores it."""
    return {"type": "message", "user": user, "text": text, "client_msg_id": "1", **more}


async def read(visitor: httpx.AsyncClient, path: str) -> str:
    """The HTML at an address, redirects followed."""
    answer = await visitor.get(path, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


async def test_the_start_goes_to_the_first_step(visitor: httpx.AsyncClient) -> None:
    assert (await visitor.get("/")).headers["location"] == "/as/U0ANNA/c/C0NET"


async def test_the_page_says_what_it_is_and_who_one_is(visitor: httpx.AsyncClient) -> None:
    html = await read(visitor, "/as/U0ANNA/c/C0NET")
    assert "Local practice workspace." in html
    assert "This is not Slack" in html
    assert "<small>You are</small><strong>Anna Kovac</strong>" in html
    assert "/cop-meeting" in html
    assert "Type /cop-meeting." in html


async def test_only_the_pages_own_scripts_may_run(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/as/U0ANNA/c/C0NET")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "<script>" not in answer.text
    assert " style=" not in answer.text
    assert not re.search(r"\son\w+=", answer.text)


@pytest.mark.parametrize(
    ("path", "goes_to"),
    [
        ("/as/U9NOBODY/c/C0NET", "/"),
        ("/as/U0ANNA/c/C9NONE", "/as/U0ANNA/home"),
        ("/as/U0ANNA/c/C0SECRET", "/as/U0ANNA/home"),
    ],
)
async def test_nobody_gets_where_they_may_not_look(visitor: httpx.AsyncClient, path: str, goes_to: str) -> None:
    assert (await visitor.get(path)).headers["location"] == goes_to


async def test_a_private_channels_name_shows_to_its_members_alone(visitor: httpx.AsyncClient, world: World) -> None:
    world.post("C0ALL", note("see <#C0SECRET|secret>", "U0CARA"))
    assert "secret" not in (await read(visitor, "/as/U0ANNA/c/C0ALL")).replace("client_secret", "")
    assert "#secret" in await read(visitor, "/as/U0CARA/c/C0ALL")


async def test_unread_messages_are_counted_until_the_channel_is_opened(
    visitor: httpx.AsyncClient, world: World
) -> None:
    world.post("C0NET", note("one", "U0BEN"))
    world.post("C0NET", note("two", "U0BEN"))
    assert "2 unread" in await read(visitor, "/as/U0ANNA/home")
    assert "2 unread" not in await read(visitor, "/as/U0BEN/home"), "one's own messages are not news"
    html = await read(visitor, "/as/U0ANNA/c/C0NET")
    assert html.index("new-line") < html.index("one")
    assert "unread" not in await read(visitor, "/as/U0ANNA/home")


async def test_replies_stand_under_their_message_with_a_box_for_another(
    visitor: httpx.AsyncClient, world: World
) -> None:
    parent = world.post("C0NET", note("the parent", "U0BEN"))
    world.post("C0NET", note("something later", "U0BEN"))
    world.post("C0NET", note("the reply", "U0ANNA", thread_ts=parent["ts"]))
    html = await read(visitor, "/as/U0ANNA/c/C0NET")
    order = [html.index(part) for part in (">the parent<", ">the reply<", 'class="answer"', ">something later<")]
    assert order == sorted(order)


async def test_edits_reactions_and_joins_show(visitor: httpx.AsyncClient, world: World) -> None:
    message = world.post("C0NET", note("draft", "U0BEN"))
    world.edit("C0NET", message["ts"], {"text": "final"}, "U0BEN")
    world.react("C0NET", message["ts"], "U0ANNA", "+1")
    world.add_member("C0NET", "U0CARA")
    html = await read(visitor, "/as/U0ANNA/c/C0NET")
    assert "(edited)" in html
    assert 'class="reaction mine"' in html
    assert "Cara Olsen has joined the channel" in html


async def test_an_ephemeral_message_shows_to_one_person_alone(visitor: httpx.AsyncClient, world: World) -> None:
    world.add_ephemeral("C0NET", "U0ANNA", note("psst", world.bot.user_id))
    assert "psst" in await read(visitor, "/as/U0ANNA/c/C0NET")
    assert "psst" not in await read(visitor, "/as/U0BEN/c/C0NET")


async def test_a_public_channel_can_be_read_and_joined_and_a_private_one_not(
    visitor: httpx.AsyncClient, world: World
) -> None:
    assert "Join channel" in await read(visitor, "/as/U0ANNA/c/C0OTHER")
    await visitor.post("/as/U0ANNA/join", json={"channel": "C0OTHER"})
    assert "U0ANNA" in world.channels["C0OTHER"].members
    refused = await visitor.post("/as/U0ANNA/join", json={"channel": "C0SECRET"})
    assert refused.json()["ok"] is False
    assert "U0ANNA" not in world.channels["C0SECRET"].members


@pytest.mark.parametrize(
    ("words", "inside", "told", "reason"),
    [
        ("/invite @cara", ["U0CARA"], "", "somebody, by the name that completion gives"),
        ("/invite @Cara Olsen", ["U0CARA"], "", "somebody, by the name that people see"),
        ("/invite @CoP Bot", ["U0COPBOT"], "", "the bot itself"),
        ("/invite @cara @CoP Bot", ["U0CARA", "U0COPBOT"], "", "both at once"),
        ("/invite @ben", ["U0BEN"], "Ben Tran is in this channel already.", "who is there already"),
        ("/invite @nobody", [], "Nobody here is called @nobody.", "an unknown name"),
        ("/invite", [], "Say who, such as /invite @cop-bot.", "nobody named"),
    ],
)
async def test_invite_brings_people_and_the_bot_in(
    visitor: httpx.AsyncClient, world: World, words: str, inside: list[str], told: str, reason: str
) -> None:
    made = await visitor.post("/as/U0ANNA/add-channel", json={"name": "#Northern Network", "private": True})
    channel = made.json()["href"].rpartition("/")[2]
    world.add_member(channel, "U0BEN")
    await visitor.post("/as/U0ANNA/say", json={"channel": channel, "text": words})
    assert world.channels[channel].name == "northern-network"
    assert set(inside) <= set(world.channels[channel].members), reason
    private = [m["text"] for m in world.ephemerals.get(("U0ANNA", channel), [])]
    assert private == ([told] if told else []), reason


async def test_a_name_written_out_is_a_mention(visitor: httpx.AsyncClient, world: World) -> None:
    await visitor.post("/as/U0ANNA/say", json={"channel": "C0NET", "text": "Hello @cop bot, and @Ben Tran"})
    assert world.channels["C0NET"].messages[-1]["text"] == "Hello <@U0COPBOT>, and <@U0BEN>"


async def test_people_are_added_and_taken_out(visitor: httpx.AsyncClient, world: World) -> None:
    asked = {"name": " Zoe  Hart ", "title": "Principal", "channel": "C0NET"}
    made = (await visitor.post("/as/U0ANNA/add-person", json=asked)).json()["person"]
    assert (world.users[made].real_name, world.users[made].name) == ("Zoe Hart", "zoe.hart")
    assert made in world.channels["C0NET"].members
    again = await visitor.post("/as/U0ANNA/add-person", json=asked)
    assert again.json()["problem"] == "There is somebody called Zoe Hart already."
    assert "Zoe Hart" in await read(visitor, "/as/U0ANNA/home")
    await visitor.post("/as/U0ANNA/say", json={"channel": "C0NET", "text": "/remove @zoe.hart"})
    assert made not in world.channels["C0NET"].members
    await visitor.post("/as/U0ANNA/say", json={"channel": "C0NET", "text": "/leave"})
    assert "U0ANNA" not in world.channels["C0NET"].members


async def test_a_move_of_the_clock_says_where_the_bot_wrote(visitor: httpx.AsyncClient, world: World) -> None:
    asked = {"person": "U0CARA", "at": "C0ALL"}
    answer = (await visitor.post("/clock/next-event", json=asked)).json()
    assert answer["sentence"].endswith("CoP Bot sent 1 message:")
    place = {"name": "#coburg-network", "count": 1, "href": "/as/U0ANNA/c/C0NET", "as": "Anna Kovac"}
    assert answer["places"] == [place], "Cara is not in the channel, so it is shown as somebody who is"
    answer = (await visitor.post("/clock/next-event", json={"person": "U0ANNA", "at": "C0NET"})).json()
    assert answer["places"] == [{"name": "here", "count": 1, "href": "", "as": ""}]
    answer = (await visitor.post("/clock/next-school-day", json=asked)).json()
    assert (answer["sentence"], answer["places"]) == ("It is Tuesday. CoP Bot sent nothing.", [])


def file(world: World, name: str, mimetype: str, channel: str) -> File:
    """An uploaded file that was shared in a channel."""
    made = File("F1", name, name, world.bot.user_id, 0, mimetype, b"content", uploaded=True, completed=True)
    made.shares.append((channel, "1.0"))
    world.files["F1"] = made
    return made


@pytest.mark.parametrize(
    ("name", "mimetype", "how"),
    [
        ("chart.png", "image/png", "inline"),
        ("term 2.ics", "text/calendar", "attachment"),
        ("evil.html", "text/html", "attachment"),
        ("evil.svg", "image/svg+xml", "attachment"),
    ],
)
async def test_pictures_show_in_place_and_everything_else_is_downloaded(
    visitor: httpx.AsyncClient, world: World, name: str, mimetype: str, how: str
) -> None:
    file(world, name, mimetype, "C0NET")
    answer = await visitor.get("/as/U0ANNA/files/F1")
    assert answer.content == b"content"
    assert answer.headers["content-disposition"].startswith(how)
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_file_opens_for_those_it_was_shared_with(visitor: httpx.AsyncClient, world: World) -> None:
    file(world, "chart.png", "image/png", "C0SECRET")
    assert (await visitor.get("/as/U0CARA/files/F1")).status_code == 200
    assert (await visitor.get("/as/U0ANNA/files/F1")).status_code == 403
    assert (await visitor.get("/as/U0ANNA/files/F2")).status_code == 404


@pytest.mark.parametrize("headers", [{"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}])
@pytest.mark.parametrize("path", ["/as/U0ANNA/say", "/clock/next-event"])
async def test_other_sites_cannot_act_here(
    visitor: httpx.AsyncClient, world: World, path: str, headers: dict[str, str]
) -> None:
    data = {"channel": "C0NET", "text": "hi", "person": "U0ANNA"}
    answer = await visitor.post(path, json=data, headers=headers)
    assert answer.status_code == 403
    assert world.channels["C0NET"].messages == []


async def test_somebody_elses_form_cannot_be_sent_or_closed(
    visitor: httpx.AsyncClient, world: World, meeting_bot: Bot
) -> None:
    view = world.views.open("U0BEN", modal(text_input("topic")))
    data = {"view_id": view["id"], "values": {"topic": {"it": "mine"}}}
    assert (await visitor.post("/as/U0ANNA/submit", json=data)).json()["ok"] is False
    await visitor.post("/as/U0ANNA/close", json=data)
    assert world.views.stack("U0BEN") == [view]
    assert (await visitor.post("/as/U0BEN/submit", json=data)).json()["ok"] is True
    assert "Meeting about mine" in await read(visitor, "/as/U0BEN/c/C0NET")


async def test_a_click_carries_what_the_form_holds(visitor: httpx.AsyncClient, world: World, bot: Bot) -> None:
    heard = []

    @bot.app.action("look-up")
    async def hear(ack, body) -> None:  # type: ignore[no-untyped-def]
        heard.append(body["view"]["state"]["values"]["topic"]["it"]["value"])
        await ack()

    actions = {"type": "actions", "block_id": "act", "elements": [button("look-up")]}
    view = world.views.open("U0ANNA", modal(text_input("topic"), actions))
    await visitor.post(
        "/as/U0ANNA/act",
        json={"view_id": view["id"], "block_id": "act", "action_id": "look-up", "values": {"topic": {"it": "half"}}},
    )
    assert heard == ["half"]


async def test_the_stream_sends_each_part_once_and_then_what_changed(served: Running, world: World) -> None:
    world.post("C0NET", note("first", "U0BEN"))
    async with (
        browser(base_url=served.base_url) as visitor,
        visitor.stream("GET", "/as/U0ANNA/stream?at=C0NET") as answer,
    ):
        lines = answer.aiter_lines()
        names = [name async for name, _ in _events(lines, 6)]
        assert names == ["main", "rail", "clock", "moving", "steps", "dialog"]
        world.post("C0NET", note("second", "U0BEN"))
        ((name, part),) = [event async for event in _events(lines, 1)]
    assert name == "main"
    rows = part["content"]
    assert [row["html"] is None for row in rows[:-1]] == [True] * (len(rows) - 1)
    assert "second" in rows[-1]["html"]


async def test_the_stream_says_when_the_place_is_gone(served: Running, world: World) -> None:
    async with (
        browser(base_url=served.base_url) as visitor,
        visitor.stream("GET", "/as/U0ANNA/stream?at=C0NET") as answer,
    ):
        lines = answer.aiter_lines()
        _ = [event async for event in _events(lines, 6)]
        world.delete_channel("C0NET")
        assert [name async for name, _ in _events(lines, 1)] == ["gone"]


async def _events(lines, count: int):  # type: ignore[no-untyped-def]
    """The next events of a stream, each as its name and its data."""
    name = ""
    async with asyncio.timeout(20):
        while count:
            line = await anext(lines)
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield name, json.loads(line.removeprefix("data: "))
                count -= 1
