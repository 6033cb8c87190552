"""Help, the Home tab and plain words, through the front door."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from typing import Any

import pytest

from bot import sample
from domain.commands import COMMANDS, leading
from domain.errors import Refused
from facts.meeting_wishes import Booked, Wish
from practice.slack.events import envelope
from prompts.meetings.cards import MeetingsAction
from prompts.networks.cards import NetworkAction
from services.actions import AddAction
from storage import meetings
from tests.house import House
from tests.loading import person_id
from tests.tables import in_one_house

PEOPLE = {
    "chair": "UCHAIR",
    "executive": "UEXEC1",
    "member": "ULEE",
    "delegate": "UCHEN",
    "seil": "USEIL",
    "area": "UAREA",
    "operator": "UADMIN",
}
LEADING = {"chair", "executive", "seil"}
EVERYBODY = set(PEOPLE)
LINES = (
    # what stands in help, and who sees it there
    ("*/cop-meeting* Book, move or cancel a meeting", LEADING),
    ("*/cop-meeting* The next meeting, and your answer", {"member", "delegate"}),
    ("*/cop-meeting* See when the network meets", {"area", "operator"}),
    ("*/cop-action* Who does what by when", {*LEADING, "member", "delegate"}),
    ("*/cop-assess* Fill in the self-assessment", LEADING),
    ("*/cop-assess* Where the self-assessment stands", {"member", "delegate", "area", "operator"}),
    ("*/cop-pulse* Ask the schools one question", LEADING),
    ("*/cop-pulse* The open question, one tap", {"member", "delegate"}),
    ("*/cop-pulse* See the open question", {"area", "operator"}),
    ("*/cop-review* Pair schools for visits", {"chair", "seil"}),
    ("*/cop-review* Visits between schools", {"executive", "member", "delegate", "area", "operator"}),
    ("*/cop-intro* Introduce two people", {"seil"}),
    ("*/cop-offer* What you need, and can offer", {"chair", "executive", "member", "delegate"}),
    ("*/cop-offer* Who could help whom", {"seil"}),
    ("*/cop-ask* Ask your SEIL, in private", {"chair", "executive", "member", "delegate"}),
    ("*/cop-ask* What your networks ask you", {"seil"}),
    ("*/cop-story* Send a success or feedback up", {"chair", "executive", "member", "delegate"}),
    ("*/cop-story* What your networks send up", {"seil"}),
    ("*/cop-story* What networks send up", {"area"}),
    ("*/cop-notice* What a notice means here", {"seil"}),
    ("*/cop-notice* Write to networks", {"area"}),
    ("*/cop-desk* What waits, in all your networks", {"seil"}),
    ("*/cop-contact* Contacts outside the schools", {"seil"}),
    ("*/cop-summary* Where the network stands", {*LEADING, "area"}),
    ("*/cop-network* Schools, people and roles", {*LEADING, "operator"}),
    ("*/cop-network* Schools and people", {"member", "delegate", "area"}),
    ("*/cop-setup* Set up a network in a channel", EVERYBODY),
)
ON_A_PHONE = 48
"""Characters in a line that a phone shows without breaking it more than once."""


def shown(said: Any) -> str:
    return json.dumps(said["blocks"], ensure_ascii=False)


def texts(said: Any) -> str:
    return "\n".join(str(block["text"]["text"]) for block in said["blocks"] if "text" in block)


def buttons(said: Any) -> list[str]:
    elements = [e for block in said["blocks"] if block["type"] == "actions" for e in block["elements"]]
    return [e["text"]["text"] for e in elements if e["type"] == "button"]


async def ask(house: House, who: str, command: str = "/cop-help", text: str = "", where: str = "") -> dict[str, Any]:
    channel = where or sample.MERRI_BEK
    outcome = await house.person(who).command(channel, command, text)
    assert outcome.ok
    await house.bot.router.finish()
    return house.said_to(who, channel)[-1]


async def home(house: House, who: str) -> dict[str, Any]:
    person = house.person(who)
    await person.open_home()
    await house.bot.router.finish()
    assert person.home is not None
    return dict(person.home)


async def book(house: House, day: date = date(2026, 5, 14)) -> int:
    """Book Merri-bek's meeting at 2 pm; returns its id."""
    booking, network = house.services.meetings.booking, await house.network()
    done = await booking.book(
        await house.asker("UCHAIR"), network.id, f"uid-{day}", Wish(day, time(14), 90, "Coburg Lake PS"), house.now
    )
    assert isinstance(done, Booked)
    await house.settle()
    async with house.database.read() as session:
        found = await meetings.by_uid(session, network.id, f"uid-{day}")
        assert found is not None
        return found.id


# Help


async def test_help_shows_each_role_what_it_can_do_and_fits_a_phone(house: House) -> None:
    for role, who in PEOPLE.items():
        answer = await ask(house, who)
        told = texts(answer)
        assert {line for line, roles in LINES if role in roles} == {line for line, _ in LINES if line in told}, role
        lines = told.split("\n")
        assert len(lines) <= 16, role
        assert max(len(line.replace("*", "")) for line in lines[1:]) <= ON_A_PHONE
        assert len(answer["blocks"]) <= 3
        assert all(len(label) <= 16 for label in buttons(answer))
    assert house.channel() == [], "help is for the one who asked, not for the channel"


async def test_what_help_shows_is_done_and_what_it_hides_is_refused(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused: list[str] = []
    initialise = Refused.__init__

    def note(self: Refused, *arguments: Any, **values: Any) -> None:
        refused.append(str(arguments))
        initialise(self, *arguments, **values)

    monkeypatch.setattr(Refused, "__init__", note)
    for role, who in PEOPLE.items():
        told = texts(await ask(house, who))
        for command in COMMANDS[:-1]:
            refused.clear()
            await house.person(who).command(sample.MERRI_BEK, command.name)
            await house.bot.router.finish()
            assert bool(refused) is (f"*{command.name}*" not in told), (role, command.name)


async def test_help_shows_everybody_what_the_bot_knows_of_them_and_nobody_else(house: House) -> None:
    lee = house.person("ULEE")
    await lee.command(sample.MERRI_BEK, "/cop-help")
    await house.settle()
    await lee.click(house.said_to("ULEE")[-1], "person_data.mine")
    await house.settle()
    told = json.dumps(house.said_to("ULEE")[-1], ensure_ascii=False)
    assert "Roles: 1" in told
    assert "can be neither handed out nor erased" in told
    assert house.channel() == []


async def test_help_names_the_chair(house: House) -> None:
    for who, sentence in (
        ("ULEE", "Your chair is <@UCHAIR>."),
        ("UCHAIR", "You are the chair. Your SEIL is <@USEIL>."),
        ("USEIL", "Your chair is <@UCHAIR>."),
    ):
        assert sentence in shown(await ask(house, who))


async def test_without_a_chair_help_names_the_seil(house: House) -> None:
    network = await house.network()
    await house.services.networks.roster.save_person(
        await house.asker("USEIL"), network.id, person_id("UCHAIR"), [], None, house.now, left=True
    )
    assert "Your network has no chair at the moment. Ask your SEIL, <@USEIL>." in shown(await ask(house, "ULEE"))


@pytest.mark.both_networks
async def test_in_the_bots_own_conversation_help_is_about_all_ones_networks(house: House) -> None:
    answer = await ask(house, "USEIL", where=house.person("USEIL").dm_with_bot().id)
    assert "Merri-bek's chair is <@UCHAIR>." in shown(answer)
    assert "Moonee Valley's chair is <@UBIANCHI>." in shown(answer)
    assert "/cop-intro" in texts(answer)


async def test_help_after_a_command_shows_what_one_can_do_with_it(house: House) -> None:
    for_the_chair = await ask(house, "UCHAIR", "/cop-meeting", "help")
    assert "PS` books it, once you agree" in for_the_chair["text"]
    for_a_member = await ask(house, "ULEE", "/cop-meeting", "help")
    assert "books it" not in for_a_member["text"]
    assert "Tap a button there to say whether you come" in for_a_member["text"]
    assert "/cop-intro is for others in your network." in (await ask(house, "ULEE", "/cop-intro", "help"))["text"]


def test_every_command_that_is_heard_is_in_the_register(house: House) -> None:
    assert {command.name for command in COMMANDS} == set(house.bot.router.commands)
    assert all(leading(command.uses) for command in COMMANDS[:-1])


# Home


@pytest.mark.both_networks
async def test_home_tab_shows_the_persons_networks_and_roles(house: House) -> None:
    told = shown(await home(house, "USEIL"))
    for what in ("Merri-bek", "Moonee Valley", "SEIL"):
        assert what in told


@in_one_house(
    ("who", "labels", "not_these"),
    [
        ("UCHAIR", {"Meetings", "Where we stand", "Set up a network"}, {"Introduce people"}),
        ("ULEE", {"Meetings", "Actions", "Set up a network"}, {"Where we stand", "Introduce people"}),
        ("USEIL", {"Introduce people", "Where we stand"}, set()),  # of several networks, the first one once
        ("UAREA", {"Where we stand", "Meetings", "Set up a network"}, {"Actions", "Introduce people"}),
    ],
)
async def test_home_has_buttons_for_what_one_may_do(
    house: House, who: str, labels: set[str], not_these: set[str]
) -> None:
    found = buttons(await home(house, who))
    assert labels <= set(found)
    assert not not_these & set(found)
    assert found.count("Introduce people") <= 1 <= found.count("Meetings")


async def test_home_shows_the_next_meeting_with_ones_answer_and_lets_one_change_it(house: House) -> None:
    assert "*Next meeting:* none is booked yet." in shown(await home(house, "ULEE"))
    await book(house)
    tab = await home(house, "ULEE")
    assert "*Next meeting:* Thursday 14 May, 2 pm to 3:30 pm\nAt Coburg Lake PS\nAre you coming?" in texts(tab)
    daniel = house.person("ULEE")
    assert daniel.home is not None
    await daniel.click(daniel.home, f"{MeetingsAction.ANSWER}:yes")
    await house.bot.router.finish()
    assert daniel.home is not None
    assert "You said you are coming." in texts(daniel.home)
    assert daniel.views == [], "the tab itself shows the answer"
    await daniel.click(daniel.home, f"{MeetingsAction.ANSWER}:no")
    await house.bot.router.finish()
    assert "You said you can't come." in texts(daniel.home)


async def test_an_area_director_sees_the_meeting_and_is_not_asked_whether_they_come(house: House) -> None:
    await book(house)
    tab = await home(house, "UAREA")
    assert "*Next meeting:* Thursday 14 May" in texts(tab)
    assert "Coming" not in buttons(tab)


async def test_home_shows_ones_own_dates_and_nobody_elses(house: House) -> None:
    network, chair = await house.network(), await house.asker("UCHAIR")
    for owner, what, day in (
        ("ULEE", "Share the reading data", date(2026, 5, 8)),
        ("ULEE", "Print the posters", date(2026, 4, 24)),
        ("UROSSI", "Book the bus", date(2026, 5, 1)),
    ):
        await house.services.actions.add(chair, AddAction(network.id, what, person_id(owner), day), house.now)
    await house.go_to("2026-04-27 10:00")
    told = texts(await home(house, "ULEE"))
    assert "*Your dates*\n• Fri 24 Apr (overdue): Print the posters\n• Fri 8 May: Share the reading data" in told
    assert "Book the bus" not in told


async def test_setting_up_from_the_home_tab_asks_for_a_channel_one_is_in(house: House) -> None:
    noor = house.person("UNEW")
    await home(house, "UNEW")
    await noor.click(noor.home or {}, "run.command:cop-setup")
    await house.bot.router.finish()
    outcome = await noor.submit(noor.view, {"channel": sample.MERRI_BEK})
    assert "You are no longer in that channel" in json.dumps(outcome.errors)


# People without a part in the network

JOIN = "You are not on *Merri-bek*'s roster yet. Which school do you lead?"
WHO_ELSE = "Not a principal? Ask <@UCHAIR> to add you."


@pytest.fixture
async def newcomer(house: House) -> House:
    """Noor Aziz is in Merri-bek's channel, and on no roster."""
    house.world.add_member(sample.MERRI_BEK, "UNEW")
    await house.settle()
    return house


async def lead_to_the_form(house: House, said: Any) -> None:
    """The answer's button opens the form of the channel's own message."""
    assert JOIN in shown(said)
    assert WHO_ELSE in shown(said)
    noor = house.person("UNEW")
    assert (await noor.click(said, NetworkAction.SAY_SCHOOL)).ok
    await house.bot.router.finish()
    assert noor.view["title"]["text"] == "Your school"


@in_one_house("where", ["in the channel", "to the bot"])
async def test_every_command_leads_somebody_without_a_role_to_the_same_form(newcomer: House, where: str) -> None:
    channel = sample.MERRI_BEK if where == "in the channel" else newcomer.person("UNEW").dm_with_bot().id
    for command in COMMANDS:
        if command.name != "/cop-setup":
            await lead_to_the_form(newcomer, await ask(newcomer, "UNEW", command.name, where=channel))
            await newcomer.person("UNEW").close(newcomer.person("UNEW").view)


async def test_home_and_help_lead_somebody_without_a_role_to_the_same_form(newcomer: House) -> None:
    tab = await home(newcomer, "UNEW")
    await lead_to_the_form(newcomer, tab)
    assert {"Set up a network", "Help"} <= set(buttons(tab))
    assert JOIN in shown(await ask(newcomer, "UNEW", "/cop-meeting", "help"))


async def test_tapping_a_card_leads_somebody_without_a_role_to_the_same_form(newcomer: House) -> None:
    await book(newcomer)
    await newcomer.person("UNEW").click(newcomer.channel()[0], f"{MeetingsAction.ANSWER}:yes")
    await newcomer.bot.router.finish()
    await lead_to_the_form(newcomer, newcomer.said_to("UNEW")[-1])


async def test_somebody_in_no_networks_channel_is_told_how_it_begins(house: House) -> None:
    tab = await home(house, "UNEW")
    assert "You are not in a network yet." in shown(tab)
    assert JOIN not in shown(tab)
    answer = await ask(house, "UNEW", "/cop-meeting", where=house.person("UNEW").dm_with_bot().id)
    assert "You are not in a network yet." in answer["text"]


@pytest.mark.both_networks
async def test_somebody_from_another_network_is_asked_about_the_channels_own(house: House) -> None:
    house.world.add_member(sample.MERRI_BEK, "UBROWN")
    assert JOIN in shown(await ask(house, "UBROWN", "/cop-meeting"))
    assert "Moonee Valley" in shown(await home(house, "UBROWN"))


async def test_an_operator_without_a_role_is_refused_and_not_asked_for_a_school(house: House) -> None:
    assert "Only people in this network can see its actions." in (await ask(house, "UADMIN", "/cop-action"))["text"]


# Plain words

MEETS = "*Merri-bek* meets on *Thursday 14 May, 2 pm to 3:30 pm*, at Coburg Lake PS. Are you coming?"


async def test_words_to_the_bot_are_answered_with_the_next_meeting_and_what_one_can_do(house: House) -> None:
    await book(house)
    daniel = house.person("ULEE")
    for number, words in enumerate(("how are you?", "asdf", "<@UBOT> hello", ":wave:", "help"), start=1):
        await daniel.say(daniel.dm_with_bot().id, words)
        await house.go_to(house.now + timedelta(seconds=5))
        *_, own, answer = house.dm("ULEE")
        assert len(house.dm("ULEE")) == 2 * number
        assert own["user"] == "ULEE"
        line = "*/cop-meeting* The next meeting, and your answer"
        assert (line if words == "help" else MEETS) in texts(answer)
        assert "Meetings" in buttons(answer)


async def test_a_mention_in_the_channel_is_answered_for_that_person_alone(house: House) -> None:
    await house.person("ULEE").say(sample.MERRI_BEK, f"<@{house.world.bot_user_id}> when do we meet?")
    await house.bot.router.finish()
    [answer] = house.said_to("ULEE")
    assert "*Merri-bek* has no meeting booked at the moment." in texts(answer)
    assert buttons(answer) == ["What is booked", "Help"]
    assert [m for m in house.channel() if m.get("user") != "ULEE"] == []


async def test_a_mention_in_a_thread_is_answered_there(house: House) -> None:
    daniel = house.person("ULEE")
    first = await daniel.say(sample.MERRI_BEK, "Who knows when we meet?")
    await daniel.say(sample.MERRI_BEK, f"<@{house.world.bot_user_id}>?", thread_ts=first["ts"])
    await house.bot.router.finish()
    [answer] = house.said_to("ULEE")
    assert answer["thread_ts"] == first["ts"]


async def test_a_mention_by_somebody_without_a_role_leads_to_the_same_form(newcomer: House) -> None:
    await newcomer.person("UNEW").say(sample.MERRI_BEK, f"Hello <@{newcomer.world.bot_user_id}>")
    await newcomer.bot.router.finish()
    await lead_to_the_form(newcomer, newcomer.said_to("UNEW")[-1])


async def test_words_are_answered_where_slack_asks_to_wait_first(house: House) -> None:
    daniel = house.person("ULEE")
    house.faults.rate_limit("chat.postMessage", retry_after=0)
    await daniel.say(daniel.dm_with_bot().id, "help")
    await house.bot.router.finish()
    assert len(house.dm("ULEE")) == 2


async def test_the_same_words_told_of_twice_are_answered_once(house: House) -> None:
    daniel = house.person("ULEE")
    await daniel.say(daniel.dm_with_bot().id, "help")
    await house.hub.replay(house.hub.last_request)
    await house.bot.router.finish()
    assert len(house.dm("ULEE")) == 2


NOT_SPOKEN = (
    {"bot_id": "B0OTHER"},
    {"subtype": "bot_message", "bot_id": "B0OTHER"},
    {"subtype": "message_changed", "hidden": True},
    {"subtype": "message_deleted", "hidden": True},
    {"edited": {"user": "ULEE", "ts": "1.0"}},
    {"user": "USLACKBOT"},
    {"user": ""},
)


@in_one_house("kind", ["message", "app_mention"])
async def test_apps_edits_and_the_bot_itself_get_no_answer(house: House, kind: str) -> None:
    daniel = house.person("ULEE")
    channel = daniel.dm_with_bot().id if kind == "message" else sample.MERRI_BEK
    for change in (*NOT_SPOKEN, {"user": house.world.bot_user_id}):
        event = {"type": kind, "user": "ULEE", "text": "help", "ts": "1.5", "channel": channel, **change}
        if kind == "message":
            event["channel_type"] = "im"
        await house.hub.deliver("events", envelope(house.world, event))
        await house.bot.router.finish()
        assert house.dm("ULEE") == [], change
        assert house.said_to("ULEE") == [], change
