"""/cop-summary, through the front door: who sees what, which half-year, and sharing the safe version."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import sample
from domain.errors import Refused
from domain.summaries import Wish
from prompts.summaries.cards import SummaryAction, SummaryView
from storage.models import Delivery, Membership, Network
from storage.models.assessments import AssessmentRound
from storage.models.meetings import Meeting
from tests.handlers.summary_story import SECRETS, tell_story
from tests.house import House, melbourne
from tests.kept import house_after
from tests.loading import person_id
from tests.refusals import refused
from tests.tables import in_one_house

WEDNESDAY = "2026-06-10 10:00"
"""In week 8 of Term 2: the assessment is over, and the half-year's own summary is twelve days away."""
SENT = "Where Merri-bek stands in Semester 1, 2026: I'm sending it to you alone."
DENIED = "Only the chair, the executive or the SEIL can see the summary. Ask your chair."


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """The sample networks on WEDNESDAY, with half a year behind Merri-bek."""
    start = melbourne(WEDNESDAY)
    async with house_after(tell_story, url=database_url, start=start, weekly_pulse=True) as (found, _):
        yield found


def shown(thing: Any) -> str:
    return json.dumps(thing["blocks"], ensure_ascii=False)


async def ask(house: House, who: str, text: str = "", channel: str = sample.MERRI_BEK) -> str:
    """What the person is answered, alone; they are in the channel, with or without a role."""
    members = house.world.channels[channel].members
    if who not in members:
        members.append(who)
    await house.person(who).command(channel, "/cop-summary", text)
    await house.settle()
    return str(house.said_to(who, channel)[-1]["text"])


async def summary_for(house: House, who: str, text: str = "") -> str:
    """The direct message that the person gets."""
    assert "sending it to you alone" in await ask(house, who, text)
    return shown(house.dm(who)[-1])


async def share_form(house: House, who: str = "UCHAIR") -> Any:
    """The form that the button below the summary opens."""
    await summary_for(house, who)
    person = house.person(who)
    await person.click(house.dm(who)[-1], SummaryAction.SHARE)
    await house.settle()
    return person.view


# What is told


async def test_chair_hears_in_the_channel_that_the_summary_is_in_their_direct_messages(house: House) -> None:
    assert await ask(house, "UCHAIR") == SENT
    assert house.channel() == [], "nobody else learns that the chair asked"


async def test_summary_counts_what_the_network_did(house: House) -> None:
    text = await summary_for(house, "UCHAIR")
    for part in (
        "1 held, minimum",
        "Schools present: 8 of 9 on Thu 12 Mar",
        "Next: Wednesday 24 June, 2 pm, Coburg Lake PS",
        "Semester 1, 2026, compared with Semester 2, 2025",
        "▲ How we work together: Embedding",
        "1 published\\nFocus: Embedding (at least half answered)",
        "round 1: 1 of 3 visits done, 2 overdue",
        "2 made, 1 pair has met",
        "2 open, 1 of them overdue, 1 done",
    ):
        assert part in text


async def test_a_meeting_that_is_over_awaits_its_minutes_and_is_not_called_unheld(house: House) -> None:
    network = await house.network()
    over = {"ends_at": melbourne("2026-06-09 15:00"), "starts_at": melbourne("2026-06-09 14:00")}
    async with house.database.write() as session:
        booked = (Meeting.network_id == network.id, Meeting.status == "booked", Meeting.starts_at > house.now)
        await session.execute(update(Meeting).where(*booked).values(**over))
    assert "Term 2: 1 awaiting its minutes, minimum" in await summary_for(house, "UCHAIR")
    assert "Term 2: 1 awaiting its minutes, minimum" in shown(await share_form(house))


async def test_a_picture_a_pillar_shows_every_item_with_its_change_and_says_it_in_words(house: House) -> None:
    await summary_for(house, "UCHAIR")
    first, second, third = [block for block in house.dm("UCHAIR")[-1]["blocks"] if block["type"] == "image"]
    assert {one["slack_file"]["id"] for one in (first, second, third)} <= set(house.world.files)
    assert "Of these, since Semester 2, 2025: 5 higher, 0 lower, 1 the same." in first["alt_text"]
    assert "Trust Evolving; Positive challenge Embedding, up from Evolving" in first["alt_text"]
    assert "6 higher, 0 lower, 0 the same" in second["alt_text"]


async def test_what_to_do_next_comes_first_with_its_buttons(house: House) -> None:
    await summary_for(house, "UCHAIR")
    _, steps, buttons, *_ = house.dm("UCHAIR")[-1]["blocks"]
    assert steps["text"]["text"].split("\n") == [
        "• The ratings are in. Agree one level for each item.",
        "• 1 action is overdue.",
        "• 2 visits are overdue.",
    ]
    assert [button["text"]["text"] for button in buttons["elements"]] == [
        "Agree levels",
        "See the actions",
        "See the peer reviews",
    ]


async def test_button_under_the_summary_does_what_its_command_does(house: House) -> None:
    await summary_for(house, "UCHAIR")
    chair = house.person("UCHAIR")
    outcome = await chair.click(house.dm("UCHAIR")[-1], "run.command:summary-overdue")
    await house.settle()
    assert outcome.ok
    [answer] = house.said_to("UCHAIR", chair.dm_with_bot().id)
    assert "Ring Sam Haddad" in shown(answer), "the list of actions of the same network"


# Who sees what


@in_one_house(
    ("who", "sees", "reason"),
    [
        ("UCHAIR", "whole and share", "the chair leads the network"),
        ("USEIL", "whole and share", "the SEIL leads it with them"),
        ("UEXEC1", "whole", "the executive sees all, and shares nothing"),
        ("UAREA", "safe", "area directors see their networks from further away"),
        ("UCENTRAL", "safe", "central office sees every network so"),
        ("ULEE", "nothing", "members hear what is shared in the channel"),
        ("UCHEN", "nothing", "and so do delegates"),
        ("UADMIN", "nothing", "operators see no results"),
        ("UNEW", "nothing", "nor does somebody without a role"),
        ("UBIANCHI", "nothing", "the chair of another network has no part in this one"),
    ],
)
async def test_each_role_sees_its_version(house: House, who: str, sees: str, reason: str) -> None:
    answer = await ask(house, who)
    text = shown(house.dm(who)[-1]) if house.dm(who) else ""
    if sees == "nothing":
        outside = "You are not on *Merri-bek*'s roster yet." if who in ("UNEW", "UBIANCHI") else DENIED
        assert answer.startswith(outside), reason
        assert text == "", reason
        return
    assert answer == SENT, reason
    assert ("Schools present: 8 of 9" in text) is ("whole" in sees), reason
    assert ("where-we-stand" in json.dumps(house.dm(who)[-1]) or '"image"' in text) is ("whole" in sees), reason
    assert (SummaryAction.SHARE in text) is ("share" in sees), reason
    assert "▲ Accountability: Embedding" in text, "the pillars are in both"


@in_one_house("who", ["UCHAIR", "USEIL", "UEXEC1", "UAREA", "UCENTRAL"])
async def test_nobody_reads_about_one_person_or_one_school(house: House, who: str) -> None:
    text = await summary_for(house, who)
    for secret in SECRETS:
        assert secret not in text
    for unpublished in ("Strategy", "Monitoring"):
        assert f"{unpublished}: " not in text, "an open pulse and one with too few answers are not there"


async def test_result_is_not_told_before_its_raters_have_it(house: House) -> None:
    async with house.database.write() as session:
        late = update(AssessmentRound).where(AssessmentRound.half_year == "2026-S1")
        await session.execute(late.values(closed_at=melbourne("2026-06-10 17:00")))
    await house.go_to("2026-06-10 20:00")
    assert "*Self-assessment* · Semester 2, 2025" in await summary_for(house, "UCHAIR")
    await house.go_to("2026-06-11 08:30")
    assert "*Self-assessment* · Semester 1, 2026" in await summary_for(house, "UCHAIR")


async def test_whoever_loses_their_role_before_it_is_sent_gets_nothing(house: House) -> None:
    network, before = await house.network(), house.dm("UEXEC1")
    await house.services.summaries.send(await house.asker("UEXEC1"), network.id, Wish(), house.now)
    async with house.database.write() as session:
        ended = update(Membership).where(Membership.person_id == person_id("UEXEC1"))
        await session.execute(ended.values(until=house.now))
    await house.settle()
    assert house.dm("UEXEC1") == before
    async with house.database.read() as session:
        [row] = await session.scalars(select(Delivery).where(Delivery.kind == "summaries.asked"))
    assert (row.status, row.reason) == ("skipped", "the person may not see this summary any more")


async def test_same_request_twice_sends_one_summary(house: House) -> None:
    await ask(house, "UCHAIR")
    await house.hub.replay(house.hub.last_request)
    await house.settle()
    assert len(house.dm("UCHAIR")) == 1


# Which half-year, which network


@in_one_house("text", ["last half-year", "2025-S2", "semester 2, 2025", "Merri-Bek last"])
async def test_an_older_half_year_can_be_named(house: House, text: str) -> None:
    told = await summary_for(house, "UCHAIR", text)
    assert "Where Merri-bek stands · Semester 2, 2025" in told
    assert "*Self-assessment* · Semester 2, 2025, the first with the bot" in told
    assert "*Pulse checks* · none published" in told, "May's is of another half-year"
    assert "Next:" not in told
    assert "*Actions* · 0 done" in told


@in_one_house(
    ("text", "answer", "reason"),
    [
        ("banana", "I don't know what “banana” means after /cop-summary.", "a word that means nothing"),
        ("2026-S2", "Semester 2, 2026 has not begun yet. Try 2026-S1", "the future"),
        ("1999-S1", "I know school dates from", "before the calendar"),
        ("Moonee Valley", "I don't know what “Moonee Valley” means", "a network that the chair has no part in"),
        ("<!channel>", "I don't know what “&lt;!channel&gt;” means", "nothing typed comes alive"),
        ("x" * 4000, "I don't know what “xxx", "and nothing long comes back"),
        ("help", "*/cop-summary*\n• `/cop-summary` sends you", "help is answered by the house"),
    ],
)
async def test_words_that_cannot_be_meant_get_a_clear_sentence(
    house: House, text: str, answer: str, reason: str
) -> None:
    said = await ask(house, "UCHAIR", text)
    assert said.startswith(answer), reason
    assert len(said) < 400
    assert house.dm("UCHAIR") == []


async def test_central_office_chooses_among_all_networks_it_may_see(house: House) -> None:
    central = house.person("UCENTRAL")
    dm = central.dm_with_bot().id
    await central.command(dm, "/cop-summary", "last half-year")
    await house.settle()
    question = house.said_to("UCENTRAL", dm)[-1]
    labels = [button["text"]["text"] for button in question["blocks"][1]["elements"]]
    assert labels == ["Merri-bek", "Moonee Valley"]
    await central.click(question, question["blocks"][1]["elements"][1]["action_id"])
    await house.settle()
    assert "Where Moonee Valley stands · Semester 2, 2025" in shown(house.dm("UCENTRAL")[-1])


async def test_area_director_reaches_only_networks_of_their_area(house: House) -> None:
    assert (await ask(house, "UAREA", "Moonee Valley")).startswith("I don't know what “Moonee Valley” means")


async def test_network_can_be_named_from_any_channel(house: House) -> None:
    assert "Where Moonee Valley stands" in await summary_for(house, "UCENTRAL", "moonee valley")


async def test_network_is_found_however_its_name_is_typed(house: House) -> None:
    assert "Where Merri-bek stands" in await summary_for(house, "UCENTRAL", "“MERRI–bek”\u200b")


async def test_where_there_are_too_many_networks_for_buttons_one_is_to_be_named(house: House) -> None:
    own = await house.network()
    async with house.database.write() as session:
        session.add_all(
            Network(workspace_id=own.workspace_id, name=f"Network {n:02}", created_at=house.now) for n in range(30)
        )
    central = house.person("UCENTRAL")
    dm = central.dm_with_bot().id
    assert (await ask(house, "UCENTRAL", "", dm)).startswith("You can see 32 networks. Name the one you mean")
    assert "Network 29" in await ask(house, "UCENTRAL", "network 29", dm)


async def test_somebody_in_no_network_is_told_how_to_come_into_one(house: House) -> None:
    newcomer = house.person("UNEW")
    assert (await ask(house, "UNEW", "", newcomer.dm_with_bot().id)).startswith("You are not in a network yet.")


# Sharing


async def test_chair_looks_at_the_safe_version_before_it_goes_to_the_channel(house: House) -> None:
    form = await share_form(house)
    assert form["title"]["text"] == "Share in the channel"
    assert "Schools present: at least half" in shown(form)
    assert "8 of 9" not in shown(form)
    assert house.channel() == [], "nothing is posted by looking"


async def test_chair_shares_the_safe_version_in_the_channel(house: House) -> None:
    form = await share_form(house)
    chair = house.person("UCHAIR")
    outcome = await chair.submit(form["id"])
    await house.settle()
    assert outcome.ok
    assert "Your summary is on its way to <#CMERRIBEK>." in shown(chair.view)
    [post] = house.channel()
    assert "Where Merri-bek stands · Semester 1, 2026" in shown(post)
    assert "Shared by <@UCHAIR>." in shown(post)
    for hidden in (*SECRETS, "8 of 9", "overdue", "has met", "Trust"):
        assert hidden not in shown(post)


async def test_sending_the_form_twice_shares_once(house: House) -> None:
    form = await share_form(house)
    await house.person("UCHAIR").submit(form["id"])
    await house.hub.replay(house.hub.last_request)
    await house.settle()
    assert len(house.channel()) == 1


async def test_summary_is_shared_once_a_day(house: House) -> None:
    form = await share_form(house)
    await house.person("UCHAIR").submit(form["id"])
    await house.settle()
    await summary_for(house, "USEIL")
    await house.person("USEIL").click(house.dm("USEIL")[-1], SummaryAction.SHARE)
    await house.settle()
    dm = house.person("USEIL").dm_with_bot().id
    assert house.said_to("USEIL", dm)[-1]["text"] == "This summary was already shared in the channel today."
    await house.go_to(house.now + timedelta(days=1))
    assert (await share_form(house, "USEIL"))["callback_id"] == SummaryView.SHARE


@in_one_house("who", ["UEXEC1", "ULEE", "UCHEN", "UAREA", "UCENTRAL", "UADMIN", "UNEW", "UBIANCHI"])
async def test_only_chair_and_seil_can_share_whatever_their_form_says(house: House, who: str) -> None:
    network = await house.network()
    asker = await house.asker(who)
    for attempt in (house.services.summaries.preview, house.services.summaries.share):
        with refused(Refused, "Only the chair or the SEIL can share the summary"):
            await attempt(asker, network.id, "2026-S1", house.now)
    await house.settle()
    assert house.channel() == []


async def test_chair_who_stepped_down_while_the_form_was_open_shares_nothing(house: House) -> None:
    form = await share_form(house)
    async with house.database.write() as session:
        await session.execute(
            update(Membership).where(Membership.person_id == person_id("UCHAIR")).values(until=house.now)
        )
    await house.person("UCHAIR").submit(form["id"])
    await house.settle()
    assert "Only the chair or the SEIL can share the summary" in shown(house.person("UCHAIR").view)
    assert house.channel() == []


async def test_network_without_a_working_channel_is_told_what_to_do(house: House) -> None:
    await summary_for(house, "UCHAIR")
    async with house.database.write() as session:
        await session.execute(update(Network).where(Network.name == "Merri-bek").values(status="paused"))
    chair = house.person("UCHAIR")
    await chair.click(house.dm("UCHAIR")[-1], SummaryAction.SHARE)
    await house.settle()
    assert house.said_to("UCHAIR", chair.dm_with_bot().id)[-1]["text"].startswith("Merri-bek has no channel that I can")
