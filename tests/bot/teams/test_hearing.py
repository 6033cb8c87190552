"""What Teams alone has: teams that come and go, people without the bot, forms that are kept, what is sent again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from bot import sample
from bot.teams.invokes import LONGEST
from practice.teams.ids import object_id, thread_id
from practice.teams.messages import Message
from practice.teams.person import Person
from storage.models import Delivery
from storage.models.actions import Action
from storage.models.meetings import Meeting
from tests.attacker import every_row
from tests.house import melbourne
from tests.kept import opened_after
from tests.teams_house import TeamsHouse, open_teams_house, teams_channel

MERRI_BEK = teams_channel(sample.MERRI_BEK)
TEAM = f"team {sample.MERRI_BEK}"
NOON = melbourne("2026-04-17 12:00")


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[TeamsHouse]:
    async with opened_after(("hearing",), open_teams_house, at_rest, database_url, NOON) as (found, _):
        yield found


async def at_rest(house: TeamsHouse) -> None:
    await house.settle()


async def count(house: TeamsHouse, model: type[Action | Meeting | Delivery]) -> int:
    async with house.database.read() as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0


async def test_a_network_stands_still_with_its_team_and_goes_on_with_it(house: TeamsHouse) -> None:
    anna = house.somebody("UCHAIR")
    for stop, go, reason in (
        (lambda: house.world.archive_team(TEAM), lambda: house.world.unarchive_team(TEAM), "archived"),
        (lambda: house.world.delete_channel(MERRI_BEK), lambda: house.world.restore_channel(MERRI_BEK), "deleted"),
        (lambda: house.world.delete_team(TEAM), lambda: house.world.restore_team(TEAM), "deleted"),
        (lambda: house.world.remove_from_team(TEAM), lambda: house.world.install_in_team(TEAM), "removed"),
    ):
        stop()
        await house.settle()
        network = await house.network()
        assert (network.status, network.status_reason) == ("paused", reason)
        go()
        await house.settle()
        assert (await house.network()).status == "active", reason
    assert sum("I have stopped" in text for text in anna.texts()) == 4, anna.texts()


async def test_who_comes_is_asked_who_goes_is_told_and_who_brings_the_bot_learns_how_to_go_on(
    house: TeamsHouse,
) -> None:
    house.world.app.installed_for.add(object_id("UNEW"))
    house.world.add_member(TEAM, "UNEW")
    await house.settle()
    noor, anna = house.somebody("UNEW"), house.somebody("UCHAIR")
    assert "Merri-bek" in noor.texts()[-1]
    assert "I'm not a principal here" in noor.buttons(noor.last())
    house.world.remove_member(TEAM, "ULEE")
    await house.settle()
    assert "Daniel Lee" in anna.texts()[-1]
    told = house.teams_hub.sent("conversationUpdate")[-1]
    bare = {**told, "id": "f:another", "membersRemoved": [{"id": told["membersRemoved"][0]["id"]}]}
    before = len(anna.texts())
    await house.teams_hub.deliver(bare)
    await house.settle()
    assert len(anna.texts()) == before + 1, "Teams does not always tell the object id of who has gone"
    assert "Daniel Lee" in anna.texts()[-1]
    house.world.add_team("team darebin", "Darebin", members=["UNEW"])
    await noor.install("team darebin")
    await house.settle()
    assert "Set up a network here" in noor.buttons(noor.last())
    assert noor.messages(thread_id("team darebin")) == [], "nobody else is told"


async def test_a_team_that_teams_does_not_tell_of_yet_is_asked_about_again(house: TeamsHouse) -> None:
    house.served.faults.answer("BotNotInConversationRoster", "channels")
    for known in (False, True):
        await house.somebody("UCHAIR").command(MERRI_BEK, "help")
        await house.settle()
        assert (MERRI_BEK in await house.services.channels.names(1)) is known


async def test_home_comes_once_with_the_app_and_when_it_is_asked_for(house: TeamsHouse) -> None:
    house.world.install_for("UNEW")
    await house.settle()
    noor = house.somebody("UNEW")
    assert len(noor.messages()) == 1
    assert "Set up a network" in noor.buttons(noor.last())
    await noor.write("Home!")
    await house.settle()
    assert len([one for one in noor.messages() if one.sender == "bot"]) == 2
    anna = house.somebody("UCHAIR")
    assert (await anna.shortcut("home.waiting")).ok
    assert "Nothing needs you today." in anna.words(anna.dialog)


async def test_what_people_say_to_each_other_is_not_for_the_bot_though_the_team_lets_it_read(house: TeamsHouse) -> None:
    house.world.app.permissions.add("ChannelMessage.Read.Group")
    anna = house.somebody("UCHAIR")
    before = len(anna.messages())
    for words in ("Meeting on Thursday, as ever?", "Action: bring the cake", "@Daniel Lee home"):
        await anna.say(MERRI_BEK, words)
    await house.settle()
    assert [one.sender for one in anna.messages(MERRI_BEK)] == [anna.user_id] * 3
    assert len(anna.messages()) == before
    await anna.command(MERRI_BEK, "help")
    await house.settle()
    assert len(anna.messages()) > before


async def test_who_does_not_have_the_bot_hears_so_in_the_channel_and_fills_in_a_form_there(house: TeamsHouse) -> None:
    house.world.app.installed_for.discard(object_id("UCHAIR"))
    anna = house.somebody("UCHAIR")
    asked = await anna.command(MERRI_BEK, "help")
    await house.settle()
    [_, answer] = anna.thread(MERRI_BEK, asked)
    assert "add me" in anna.words(answer)
    assert "what you can do" not in anna.words(answer), "that is for this person alone"
    asked = await anna.command(MERRI_BEK, "meeting", "book")
    await house.settle()
    [_, answer] = anna.thread(MERRI_BEK, asked)
    assert (await anna.click(answer, "Fill it in")).ok
    assert (await anna.submit({"date": "2026-05-14", "time": "14:00"})).ok
    assert await count(house, Meeting) == 1
    lee = house.somebody("ULEE")
    await lee.click(answer, "Fill it in")
    assert "book" not in lee.words(lee.dialog).lower() or "chair" in lee.words(lee.dialog), "it is Anna's form"


async def test_what_is_sent_again_counts_once(house: TeamsHouse) -> None:
    anna = house.somebody("UCHAIR")
    await anna.command(MERRI_BEK, "action", "@Daniel Lee send the data by 12 June")
    await house.settle()
    before = len(anna.messages())
    await house.teams_hub.resend(house.teams_hub.sent("message")[-1])
    await house.settle()
    assert len(anna.messages()) == before
    await anna.click(anna.last(), "Fill it in")
    await anna.submit()
    [sent] = [one for one in house.teams_hub.sent("invoke") if one["name"] == "task/submit"]
    for new_id in (False, True):
        assert (await house.teams_hub.resend(sent, new_id=new_id)).ok
    await house.settle()
    assert await count(house, Action) == 1
    await anna.click(anna.last(), "Fill it in")
    await anna.submit()
    assert await count(house, Action) == 2, "whoever opens the form again wants another one"
    await anna.edit(anna.messages(MERRI_BEK)[-1], "@CoP Bot help")
    await anna.react(anna.messages(MERRI_BEK)[-1])
    strange = {**house.teams_hub.sent("message")[-1], "type": "event", "name": "something new"}
    assert (await house.teams_hub.deliver(strange)).ok


async def test_a_form_is_its_persons_and_keeps_what_was_typed_when_its_time_is_over(house: TeamsHouse) -> None:
    anna, lee = house.somebody("UCHAIR"), house.somebody("ULEE")
    await anna.write("meeting book")
    await house.settle()
    await anna.click(anna.last(), "Fill it in")
    await anna.choose(anna.dialog, "agenda", "What we learned\nfrom each other")
    sent = {"name": "task/submit", "value": {"data": {**anna.dialog.card["actions"][0]["data"], "date": "2026-05-14"}}}
    await lee.write("help")
    theirs = next(one for one in house.teams_hub.deliveries if one["from"].get("aadObjectId") == lee.user_id)
    answer = await house.teams_hub.deliver({**theirs, "type": "invoke", "id": "another", **sent})
    assert "open for too long" in str(answer.body), "a form's key in another's hands opens nothing"
    await house.go_to("2026-04-18 14:00")
    await anna.submit({"date": "2026-05-14", "time": "14:00"})
    assert "open for too long" in anna.words(anna.dialog)
    assert "What we learned" in anna.words(anna.dialog)
    assert await count(house, Meeting) == 0


async def test_an_answer_that_takes_long_comes_as_a_message(house: TeamsHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = asyncio.Event()
    anna = house.somebody("UCHAIR")
    await anna.write("help")
    await house.settle()
    house.hub.bot_finishes = None
    monkeypatch.setattr(house.services.places, "find", _after(slow, house.services.places.find))
    monkeypatch.setitem(LONGEST, "task/fetch", 0.01)  # type: ignore[arg-type]
    await anna.click(anna.last(), "Actions")
    assert "a little longer" in anna.words(anna.dialog)
    slow.set()
    await house.settle()
    assert "No actions are open" in anna.texts()[-1]
    slow.clear()
    monkeypatch.setattr(house.services.places, "workspace", _after(slow, house.services.places.workspace))
    await anna.click(anna.last(), "Add an action")
    slow.set()
    await house.settle()
    monkeypatch.undo()
    offered = anna.last()
    await anna.click(offered, "Fill it in")
    assert "What will be done" in anna.words(anna.dialog), anna.words(anna.dialog)
    usual = house.services.places.workspace
    monkeypatch.setitem(LONGEST, "task/submit", 0.01)  # type: ignore[arg-type]
    for day, said in (("2026-01-01", "send the data"), ("2026-06-12", "due Friday 12 June")):
        slow.clear()
        monkeypatch.setattr(house.services.places, "workspace", _after(slow, usual))
        await anna.submit({"what": "send the data", "owner": object_id("ULEE"), "due": day})
        slow.set()
        await house.settle()
        assert said in anna.texts()[-1]
        assert "form" not in anna.texts()[-1]
        monkeypatch.setattr(house.services.places, "workspace", usual)
        await anna.click(offered, "Fill it in")
    assert await count(house, Action) == 1


def _after(event: asyncio.Event, what: object) -> object:
    async def later(*args: object, **more: object) -> object:
        await event.wait()
        return await what(*args, **more)  # type: ignore[operator]

    return later


async def test_broken_activities_break_nothing(house: TeamsHouse) -> None:
    anna = house.somebody("UCHAIR")
    await anna.write("help")
    await house.settle()
    whole = house.teams_hub.sent("message")[-1]
    click = {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": {"data": {"cop": {"kind": "click"}}}}}
    kinds: list[dict[str, object]] = [
        {"text": None, "entities": "none"},
        {"text": "<at>" * 9000, "entities": [{"type": "mention", "mentioned": None}] * 900},
        {"type": "invoke", "name": "task/fetch", "value": None},
        {"type": "invoke", "name": "task/submit", "value": {"data": {"cop": {"kind": ["submit"], "form": 7}}}},
        {"type": "invoke", "name": "task/submit", "value": {"data": {"cop": {"kind": "submit", "form": "0" * 32}}}},
        {"type": "invoke", "name": "composeExtension/fetchTask", "value": {"commandId": {}}},
        {"type": "invoke", "name": "unheard of"},
        click,
        {**click, "value": {"action": "x"}},
        {"type": "conversationUpdate", "membersAdded": [None, {"id": 4}], "channelData": whole["channelData"]},
        {"type": "installationUpdate", "action": []},
        {"type": None, "from": "nobody"},
    ]
    for kind in kinds:
        answer = await house.teams_hub.deliver({**whole, **kind})
        assert (answer.status or 500) < 500, (kind, answer)
    unkept = tuple(b'{"value": {"data": {"words": "%s"}}}' % one for one in (b"\\ud800", b"\\u0000", b"\xed\xa0\x80"))
    for body in (*unkept, b"", b"[]", b"[" * 100_000, b"{" + b'"a":1,' * 90_000 + b'"b":1}'):
        answer = await house.teams_hub.post_raw(body)
        assert answer.status in (400, 413), body[:20]
    await house.settle()


async def test_a_click_on_a_message_that_stands_twice_takes_the_younger_one_away(house: TeamsHouse) -> None:
    anna, lee = house.somebody("UCHAIR"), house.somebody("ULEE")
    await anna.write("meeting Thu 14 May 2pm at Coburg PS")
    await house.settle()
    await anna.click(anna.last(), "Book it")
    await house.settle()
    card = next(one for one in lee.messages(MERRI_BEK) if "Coming" in _labels(lee, one))
    async with house.database.write() as session:  # as of a message that was sent again since nobody could tell
        await session.execute(update(Delivery).where(Delivery.posted_ts == card.id).values(in_doubt=True))
    double = house.world.post(MERRI_BEK, replace(card, id=house.world.next_id(), seen_as={}, reactions={}))
    await lee.click(double, "Coming")
    await house.settle()
    standing = [one.id for one in lee.messages(MERRI_BEK) if "Coming" in _labels(lee, one)]
    assert standing == [card.id]
    assert "Daniel Lee" in lee.words(card)


def _labels(person: Person, message: Message) -> list[str]:
    return person.buttons(message) if message.card_for(person.user_id) else []


async def test_a_tap_on_a_pulse_check_leaves_no_trace_but_the_answer(database_url: str) -> None:
    async with open_teams_house(database_url, melbourne("2026-05-18 10:00")) as house:
        await house.settle()
        anna, lee = house.somebody("UCHAIR"), house.somebody("ULEE")
        await anna.write("pulse trust")
        await house.settle()
        await anna.click(anna.last(), "Ask the channel")
        await house.settle()
        card = next(one for one in lee.messages(MERRI_BEK) if "Embedding: mostly there" in _labels(lee, one))
        before = await every_row(house)
        assert (await lee.click(card, "Embedding: mostly there")).ok
        await house.bot.router.finish()
        after = await every_row(house)
    assert {name for name in after if after[name] != before[name]} == {"sealed_answers", "seen_requests"}


async def test_who_blocks_the_bot_before_it_answers_is_no_fault(
    house: TeamsHouse, caplog: pytest.LogCaptureFixture
) -> None:
    house.world.block_bot("USEIL")
    for words in ("help", "notice", "gobble", "meeting"):  # an answer, a refusal, what nobody knows, and a question
        await house.somebody("USEIL").write(words)
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 4
