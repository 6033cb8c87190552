"""Joint groups: how they come about, who has a seat in them, what they change of networks (nothing), and their end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, time, timedelta

import pytest

import domain.groups
import services.groups.reading
from bot import sample
from bot.slack.ids import SLACK_IDS
from domain.errors import Gone, Invalid, Refused
from domain.exposure import Before
from domain.releases import Detail, Group
from facts.meeting_wishes import Wish
from services.access import Asker
from services.groups.use_cases import NewGroup
from services.networks import Changes, ImportRefused, SourceFile
from services.peer_reviews.planning import history_of
from services.peer_reviews.rounds import StartRound
from services.peer_reviews.schools import review_schools
from services.pulses.releasing import before
from storage import groups as group_rows
from storage import networks as network_rows
from storage.models import Network
from storage.models.network_links import NetworkLink
from storage.models.pulses import Pulse
from storage.releases import Asked, keep, of_item
from tests.both_chats import CHATS, Town, open_town
from tests.house import House, melbourne
from tests.kept import house_after
from tests.loading import person_id
from tests.somebody_in_slack import InSlack

MONDAY = melbourne("2026-05-18 10:00")
"""In week 6 of Term 2."""
WRITING = "Writing, Years 5 to 8"
LEVEL = "Embedding: mostly there"


@pytest.fixture(params=CHATS)
async def town(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[Town]:
    async with open_town(request.param, database_url, MONDAY, weekly_pulse=False) as found:
        yield found


async def schools_of(house: House, name: str) -> dict[str, int]:
    """Their ids, by the first word of their name."""
    network = await house.network(name)
    async with house.database.read() as session:
        return {school.name.split()[0]: school.id for school in await network_rows.schools(session, network.id)}


async def test_a_group_across_two_networks_from_its_first_day_to_its_last(town: Town) -> None:
    house = town.house
    priya, anna, lee, luca = (town.person(word) for word in ("USEIL", "UCHAIR", "ULEE", "UBIANCHI"))
    merri, moonee = await house.network(), await house.network("Moonee Valley")
    here, there = await schools_of(house, "Merri-bek"), await schools_of(house, "Moonee Valley")

    await priya.types("network group")
    assert "Merri-bek is in no joint group yet" in priya.sees()
    await priya.presses("Start a joint group")
    assert "Choose a day from" in await priya.fills_in(name=WRITING, focus="How writing goes on", until="2026-05-20")
    assert await priya.fills_in(until="2026-09-11") == ""
    chosen = {
        f"schools_{merri.id}": [str(here[word]) for word in ("Merri", "Pascoe", "Moreland")],
        f"schools_{moonee.id}": [str(there[word]) for word in ("Maribyrnong", "Essendon", "Afton")],
    }
    await priya.fills_in(**chosen)
    how = {"slack": "type /invite there and choose me", "teams": "add me to its team"}[town.chat]
    typed = {"slack": "/cop-setup", "teams": "@CoP Bot setup"}[town.chat]
    assert f"It needs a channel. Make one for it, then {how}, and type {typed} in it" in priya.sees()

    await lee.presses("Not now")
    assert "Nobody is told" in lee.sees()
    assert WRITING in await luca.opens_home(), "what waits stands on Home"
    for word in ("UCHAIR", "UROSSI", "UBIANCHI", "UPATEL", "UBROWN"):
        await town.person(word).presses("Yes, we join")
        assert "I tell you once the group has a channel" in town.person(word).reads(None)
    assert "Essendon Hill Primary School (Moonee Valley) has joined" in luca.reads(None), "the chair of its network"
    assert "Pascoe Hill" not in anna.reads_all()

    channel = await town.new_channel(
        "CWRITING", "Writing", ["USEIL", "UCHAIR", "UROSSI", "UBIANCHI", "UPATEL", "UBROWN"]
    )
    await priya.types("setup", channel)
    await priya.presses(f"Yes: {WRITING}")
    assert "This is the channel of the joint group" in anna.reads(channel)
    assert f"The joint group {WRITING} talks in" in luca.reads(None)
    assert "talks in" not in lee.reads(None)
    await priya.types("network", channel)
    card = priya.sees()
    assert "Joint group until 11 September 2026" in card
    assert "Essendon Hill Primary School (Moonee Valley): Nina Patel" in card
    assert "Asked, no yes yet Pascoe Hill Primary School" in card, "a no looks like waiting"
    assert "self-assessment" not in card

    await priya.types("meeting Thu 28 May 2pm at Essendon Hill PS", channel)
    await priya.presses("Book it")
    assert "Essendon Hill PS" in luca.reads(channel)
    assert "Essendon Hill PS" not in lee.reads()
    await priya.types("pulse", channel)
    await priya.fills_in(**{"pulses.item": "trust"})
    await priya.fills_in()
    for word in ("UCHAIR", "UROSSI", "UBIANCHI", "UPATEL", "UBROWN"):
        await town.person(word).presses(LEVEL)
    await house.go_to("2026-05-25 09:00")
    assert "That is the middle of our answers" in anna.reads(channel)
    assert "That is the middle of our answers" not in anna.reads()

    await anna.types("offer need", channel)
    assert anna.form() == "offers.add_form", "what is for one's own network is said there, and nothing is asked"
    await anna.puts_away()
    await anna.types("ask attendance in Year 9", None)
    assert anna.form() == "help_requests.ask_form", "nor with the bot alone"
    await anna.puts_away()
    await anna.types("network group Attendance across the years", None)
    assert anna.form() == "groups.start_form"
    wrong = await anna.fills_in(focus="Who is away, and why", until="2026-05-20")
    assert wrong.startswith("Choose a day from"), "and the name is there"
    assert "\n" not in wrong
    await anna.puts_away()
    await anna.types(f"network group {WRITING}", None)
    assert "Joint group until 11 September 2026" in anna.sees(), "it is there already"
    assert f"{WRITING} (joint group)" in await anna.opens_home()
    await priya.types("desk")
    networks, _, groups = priya.sees().partition("Joint groups")
    assert WRITING in groups
    assert "Your networks" in networks
    workspace, group = merri.workspace_id, await house.network(WRITING)
    central = await house.services.places.find(Asker(workspace, person_id("UCENTRAL")), None, in_sight=True)
    assert WRITING not in [choice.name for choice in central]
    with pytest.raises(Refused):
        await house.services.networks.reading.card(Asker(workspace, person_id("UCENTRAL")), group.id, house.now)
    for name, schools in (("Merri-bek", here), ("Moonee Valley", there)):
        assert await schools_of(house, name) == schools

    await priya.types("network", channel)
    await priya.presses("End it")
    await priya.fills_in(outcome="A shared rubric for Years 5 to 8.")
    assert "What came of it: A shared rubric" in luca.reads(channel)
    assert "Cancelled" in luca.reads(channel), "the meeting that was to come"
    await priya.types("meeting book", channel)
    assert "has ended" in priya.sees()
    await priya.types("pulse", channel)
    assert not priya.has_form
    assert "joint group" not in await anna.opens_home()
    await luca.types("network group", sample.MOONEE_VALLEY)
    assert "It has ended" in luca.sees()
    assert "A shared rubric" in luca.sees()
    said = luca.reads(channel)
    await house.go_to("2026-06-02 09:00")
    assert luca.reads(channel) == said, "nothing falls due in it any more"


# In one chat: who has a seat, and what a group changes of networks


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with house_after(House.settle, url=database_url, start=MONDAY, weekly_pulse=False) as (found, _):
        yield found


async def group_of(house: House, *words: str, by: str = "UCHAIR") -> int:
    """A group that Merri-bek's chair began, which these schools have joined; its id."""
    merri = await house.network()
    groups, asker = house.services.groups, await house.asker(by)
    form = await groups.start(asker, merri.id, NewGroup(WRITING, "fiso-teaching", "", date(2026, 9, 11)), house.now)
    here = await schools_of(house, "Merri-bek")
    await groups.ask(asker, form.group_id, [here[word] for word in words], house.now)
    async with house.database.read() as session:
        asked = await group_rows.asked_into(session, [form.group_id], house.now - timedelta(days=1))
        held = await network_rows.memberships(session, merri.id, ["member"])
    for invitation, school in asked:
        [principal] = [m.person_id for m in held if m.school_id == school.id]
        await groups.answer(Asker(merri.workspace_id, principal), invitation.id, yes=True, now=house.now)
    await house.settle()
    return form.group_id


async def seats(house: House, group_id: int) -> set[tuple[str, str]]:
    async with house.database.read() as session:
        return {(m.person_id, m.role) for m in await network_rows.memberships(session, group_id)}


async def test_a_chair_begins_one_and_leads_it_and_seats_follow_the_roles_at_home(house: House) -> None:
    merri, networks = await house.network(), house.services.networks
    chair = await house.asker("UCHAIR")
    async with house.database.write() as session:
        (await session.merge(merri)).pulse_threshold = 7
    group = await group_of(house, "Coburg", "Pascoe")
    assert (await house.network(WRITING)).pulse_threshold == 7
    first = {("UCHAIR", "chair"), ("UCHAIR", "member"), ("USEIL", "seil"), ("ULEE", "member")}
    first |= {("UEXEC1", "member"), ("UCHEN", "delegate")}
    assert await seats(house, group) == {(person_id(who), role) for who, role in first}

    pascoe = (await schools_of(house, "Merri-bek"))["Pascoe"]
    await networks.presence.end_roles(chair, merri.id, person_id("ULEE"), house.now)
    await networks.roster.save_person(chair, merri.id, person_id("UNEW"), ["member"], pascoe, house.now)
    await house.settle()
    held = await seats(house, group)
    assert (person_id("UNEW"), "member") in held
    assert not any(person == person_id("ULEE") for person, _ in held), "lost with the role at home"

    for refused in (
        networks.roster.add_schools(chair, group, "Somewhere PS", house.now),
        networks.own_school.form(chair, group),
        networks.joining.choice(await house.asker("UWALSH"), group),
        networks.reading.schools(chair, group),
        house.services.offers.start(chair, group),
        house.services.stories.start(chair, group),
        house.services.showcases.form(chair, group),
        house.services.agreements.propose(chair, group, 0, house.now),
    ):
        with pytest.raises(Refused, match="at_home"):
            await refused
    with pytest.raises(Invalid, match="seil_first"):
        await networks.roster.save_person(chair, group, person_id("UADMIN"), ["seil"], None, house.now)
    with pytest.raises(Invalid, match="seat_first"):
        await networks.roster.save_person(chair, group, person_id("UCHEN"), ["chair"], None, house.now)
    handed = await networks.roster.save_person(chair, group, person_id("UEXEC1"), ["chair"], None, house.now)
    assert handed.roles == ("chair", "member")

    groups = house.services.groups
    for who, network_id in (("UBIANCHI", group), ("UCENTRAL", merri.id)):
        with pytest.raises(Refused, match="see_groups"):
            await groups.board(await house.asker(who), network_id, house.now)
    assert not (await groups.board(await house.asker("UWALSH"), merri.id, house.now)).groups, "whose school is in none"
    with pytest.raises(Refused, match="join_group"):
        await groups.leave(chair, group, pascoe, house.now)
    await groups.leave(await house.asker("UNEW"), group, pascoe, house.now)
    await house.settle()
    assert not any(person == person_id("UNEW") for person, _ in await seats(house, group))
    assert any("has left" in said["text"] for said in house.dm("UCHAIR")), "the chair of its network hears"
    await networks.presence.end_roles(await house.asker("UADMIN"), merri.id, person_id("USEIL"), house.now)
    moonee = await house.network("Moonee Valley")
    await house.settle()
    assert (person_id("USEIL"), "seil") in await seats(house, group), "still SEIL of another network"
    await groups.end(await house.asker("UEXEC1"), group, "", house.now)
    await networks.presence.end_roles(await house.asker("UADMIN"), moonee.id, person_id("USEIL"), house.now)
    await networks.presence.end_roles(chair, merri.id, person_id("UCHEN"), house.now)
    await house.settle()
    ended = {person for person, _ in await seats(house, group)}
    assert not ended & {person_id("USEIL"), person_id("UCHEN")}, "what is read of an ended group follows the office too"


async def test_a_group_without_a_channel_is_reminded_of_its_things_and_goes_on_being_led(house: House) -> None:
    merri, moonee, group = await house.network(), await house.network("Moonee Valley"), await group_of(house, "Pascoe")
    presence, admin = house.services.networks.presence, await house.asker("UADMIN")
    wish = Wish(date(2026, 6, 4), time(14, 0), 60, "Pascoe Hill PS")
    await house.services.meetings.booking.book(await house.asker("USEIL"), group, "writing", wish, house.now)

    await presence.note_deactivated(admin, person_id("UCHAIR"), house.now)
    await house.settle()
    told = f"*<@UCHAIR>, who led the joint group {WRITING}, has left it.* You go on leading it."
    assert [said["text"] for said in house.dm("USEIL")].count(told) == 1
    await house.jump("2026-06-01 12:00")
    assert ["Make one for it" in said["text"] for said in house.dm("USEIL")].count(True) == 1
    await house.jump("2026-06-03 09:00")
    asked, reminded = [said["text"] for said in house.dm("ULEE")]
    assert asked.startswith(f"*Are you coming to {WRITING}'s meeting")
    assert reminded.startswith(f"*{WRITING} meets tomorrow:*")

    for network in (merri, moonee):
        await presence.end_roles(await house.asker("UADMIN"), network.id, person_id("USEIL"), house.now)
    await house.settle()
    assert await seats(house, group) == {(person_id("ULEE"), "member")}, "and nobody leads it"
    roster = house.services.networks.roster
    await roster.save_person(await house.asker("UADMIN"), merri.id, person_id("UNEW"), ["seil"], None, house.now)
    await house.jump("2026-06-04 09:00")
    assert (person_id("UNEW"), "seil") in await seats(house, group)
    assert any(f"You lead the joint group {WRITING} from today" in said["text"] for said in house.dm("UNEW"))
    assert any("1 joint group that began there" in str(said) for said in house.dm("UNEW"))


async def test_the_operators_files_leave_a_group_alone_and_cannot_name_one(house: House) -> None:
    group = await group_of(house, "Coburg", "Pascoe")
    before, workspace = await seats(house, group), (await house.network()).workspace_id
    networks, members = sample.NETWORKS_CSV.read_bytes(), sample.MEMBERS_CSV.read_bytes()

    async def load(networks: bytes, members: bytes) -> Changes:
        files = SourceFile("networks.csv", networks), SourceFile("members.csv", members)
        load = house.services.networks.importing.load
        return await load(*files, house.now, workspace_id=workspace, chat_ids=SLACK_IDS, slack_reason="not asked")

    assert not await load(networks, members)
    named = networks + f"{WRITING.replace(',', '')},,,,victoria,\n".encode()
    async with house.database.write() as session:
        (await session.get_one(Network, group)).name = WRITING.replace(",", "")
    rows = members + f"{WRITING.replace(',', '')},Pascoe Hill Primary School,,ULEE,member\n".encode()
    with pytest.raises(ImportRefused, match="is a joint group"):
        await load(named, rows)
    moved = members.replace(b"Merri-bek,Pascoe Hill Primary School", b"Moonee Valley,Pascoe Hill Primary School")
    assert await load(networks, moved)
    await house.settle()
    assert {person for person, _ in before} >= {person for person, _ in await seats(house, group)}


async def test_schools_that_met_in_a_group_have_met_at_home_and_what_they_say_of_themselves_stays_there(
    house: House,
) -> None:
    merri = await house.network()
    group, rounds, chair = (
        await group_of(house, "Pascoe"),
        house.services.peer_reviews.rounds,
        await house.asker("UCHAIR"),
    )
    async with house.database.write() as session:
        for school in await network_rows.schools(session, group):
            school.fiso_focus = school.strength = school.finds_hard = "data"
    proposed = await rounds.propose(StartRound(group, (), None), chair, house.now)
    assert proposed is not None
    [pair] = proposed.groups
    assert (pair.focus, pair.helps) == ("", None), "in the reasons for a pair, which chair and SEIL read"
    await rounds.approve(chair, proposed.round_id, house.now)
    await house.settle()
    assert "Pascoe Hill Primary School" in str(house.dm("UCHAIR", "ULEE"))
    async with house.database.read() as session:
        met = (await history_of(session, merri.id, await review_schools(session, merri.id))).rounds
        ids = {school.id for school in await network_rows.schools(session, group)}
    assert [set(one) for groups in met for one in groups] == [ids]


async def test_what_a_group_is_told_counts_for_what_its_networks_are_told(house: House) -> None:
    """Results about some of the same people are held against each other, wherever they were asked."""
    merri, moonee = await house.network(), await house.network("Moonee Valley")
    group = await group_of(house, "Coburg")
    async with house.database.read() as session:
        assert await group_rows.networks_beside(session, merri.id) == {merri.id, group}
        assert await group_rows.networks_beside(session, group) == {merri.id, group}
        assert await group_rows.networks_beside(session, moonee.id) == {moonee.id}
    asked, told = Asked("pulse-1", 4, 6, 5), {"trust": Group(Detail.WHOLE, frozenset(["any"]))}
    async with house.database.write() as session:
        keep(session, merri, asked, told, house.now)
        since = house.now - timedelta(days=1)
        for network_id, found in ((group, 1), (merri.id, 1), (moonee.id, 0)):
            assert len(await of_item(session, network_id, ["pulse"], "trust", since)) == found
        # A result of before there was a ledger counts as well, by the list of people.
        of = {"workspace_id": merri.workspace_id, "network_id": merri.id, "instrument_version": "1", "question": "?"}
        at = {"opens_at": house.now, "closes_at": house.now, "closed_at": house.now, "status": "published"}
        session.add(Pulse(id=77, **of, **at, item_key="focus", threshold=5, asked=9, answered=9))
        await session.flush()
        asked = frozenset(map(person_id, ("UCHAIR", "UEXEC1")))
        for network_id, whom in ((group, Before.OTHERS), (moonee.id, Before.NOBODY)):
            assert await before(session, network_id, "focus", 4, asked, house.now) is whom


async def test_a_linked_networks_chair_is_asked_which_schools_and_the_end_comes_by_itself(house: House) -> None:
    merri, moonee = await house.network(), await house.network("Moonee Valley")
    groups, chair = house.services.groups, await house.asker("UCHAIR")
    async with house.database.write() as session:
        pair = {"network_id": moonee.id, "other_network_id": merri.id}
        session.add(NetworkLink(workspace_id=merri.workspace_id, **pair, asked_at=house.now, agreed_at=house.now))
    until = date(2026, 6, 5)
    wish = NewGroup(WRITING, None, "How writing goes on", until, [str(moonee.id)])
    form = await groups.start(chair, merri.id, wish, house.now)
    await house.settle()
    assert [one.network for one in form.networks] == ["Merri-bek"], "each network's schools are asked by its own"
    assert any("Which of your schools could take part?" in str(said) for said in house.dm("UBIANCHI"))
    luca = await house.asker("UBIANCHI")
    there = await groups.ask_form(luca, form.group_id, house.now)
    assert [one.network for one in there.networks] == ["Moonee Valley"]
    asked = await groups.ask(luca, form.group_id, [(await schools_of(house, "Moonee Valley"))["Essendon"]], house.now)
    assert asked.schools == ("Essendon Hill Primary School",)
    with pytest.raises(Refused, match="lead_group"):
        await groups.end(luca, form.group_id, "Nothing", house.now)

    await house.go_to("2026-05-29 09:00")
    await house.person("USEIL").command(sample.MERRI_BEK, "/cop-desk", "")
    await house.bot.router.finish()
    assert "The group ends on 5 June 2026" in str(house.said_to("USEIL")[-1])
    told = [said for said in house.dm("UCHAIR") if "ends on 5 June 2026" in said["text"]]
    assert len(told) == 1
    await groups.extend(chair, form.group_id, date(2026, 6, 12), house.now)
    house.bot_was_away_until("2026-06-12 16:00")
    await house.go_to("2026-06-15 09:00")
    assert (await house.network(WRITING)).has_ended
    assert "has ended" in house.dm("UCHAIR")[-1]["text"], "it had no channel"
    assert "groups.ask" not in str(house.dm("UBIANCHI")), "nobody is asked any more which schools could take part"
    with pytest.raises(Refused, match="ended"):
        await groups.extend(chair, form.group_id, date(2026, 12, 1), house.now)
    with pytest.raises(Gone, match="over"):
        await groups.ask(luca, form.group_id, [], house.now)


async def test_a_question_follows_the_office_to_whoever_holds_it_and_ends_where_nobody_does(house: House) -> None:
    merri, networks, groups = await house.network(), house.services.networks, house.services.groups
    chair, here = await house.asker("UCHAIR"), await schools_of(house, "Merri-bek")
    wish = NewGroup(WRITING, None, "How writing goes on", date(2026, 9, 11))
    group = (await groups.start(chair, merri.id, wish, house.now)).group_id
    await groups.ask(chair, group, [here["Pascoe"], here["Glenroy"]], house.now)
    await house.services.agreements.propose(chair, merri.id, 0, house.now)
    await house.settle()
    for who in ("ULEE", "UWALSH", "USEIL"):
        assert "button" in str(house.dm(who)[-1]["blocks"])
    await networks.presence.end_roles(chair, merri.id, person_id("ULEE"), house.now)
    await networks.roster.save_person(chair, merri.id, person_id("UNEW"), ["member"], here["Pascoe"], house.now)
    await networks.presence.end_roles(chair, merri.id, person_id("UWALSH"), house.now)
    await networks.presence.end_roles(await house.asker("UADMIN"), merri.id, person_id("USEIL"), house.now)
    await house.settle()
    for who, said in (("ULEE", "isn't open any more"), ("UWALSH", "isn't open any more"), ("USEIL", "taken back")):
        assert any(said in one["text"] for one in house.dm(who)), who
        assert not any("groups." in str(one) or "agreements.agree" in str(one) for one in house.dm(who)), who
    assert "Yes, we join" in str(house.dm("UNEW"))
    await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-network", WRITING)
    await house.bot.router.finish()
    assert "*Asked, no yes yet* Pascoe Hill" in str(house.said_to("UCHAIR")[-1])
    assert "*No longer asked, as nobody leads them here any more* Glenroy" in str(house.said_to("UCHAIR")[-1])
    await house.jump("2026-06-16 12:00")
    assert "That has lapsed" in str(house.dm("UNEW"))
    assert "Yes, we join" not in str(house.dm("UNEW")), "four weeks after it was asked"


async def test_schools_of_more_networks_than_a_form_holds_are_on_its_next_page(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (domain.groups, services.groups.reading):
        monkeypatch.setattr(module, "MOST_ASKED_FROM", 1)
    priya, merri, here = InSlack(house, "USEIL"), await house.network(), await schools_of(house, "Merri-bek")
    await priya.types("network group")
    await priya.presses("Start a joint group")
    await priya.fills_in(name=WRITING, focus="How writing goes on", until="2026-09-11")
    assert "Schools of Merri-bek" in priya.sees()
    assert "And 1 network more, on the next page" in priya.sees()
    await priya.fills_in(**{f"schools_{merri.id}": [str(here["Pascoe"])]})
    assert "I'm asking the principal of Pascoe Hill Primary School" in priya.sees()
    assert "Schools of Moonee Valley" in priya.sees()
    assert "Schools of Merri-bek" not in priya.sees()
    await priya.fills_in()
    assert "I have asked nobody else" in priya.sees()
    assert "Yes, we join" in str(house.dm("ULEE"))
