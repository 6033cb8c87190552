"""The same stories in Slack and in Teams: what the bot does, whichever chat it is in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from csv import DictReader
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import sample
from prompts.instrument import load_instrument
from storage.models import School
from storage.models.peer_reviews import ReviewGroup
from storage.networks import memberships
from tests.both_chats import CHATS, Town, open_town
from tests.house import asked_for, melbourne
from tests.somebody import Somebody

MONDAY = melbourne("2026-05-18 10:00")
"""In week 6 of Term 2; the window of the self-assessment opens that day."""
INSTRUMENT = load_instrument()


@pytest.fixture(params=CHATS)
async def town(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[Town]:
    async with open_town(request.param, database_url, MONDAY, **asked_for(request)) as found:
        yield found


async def test_help_and_home_show_what_somebody_can_do_and_their_buttons_do_it(town: Town) -> None:
    anna = town.person("UCHAIR")
    await anna.types("help")
    assert "Here is what you can do" in anna.sees()
    await anna.presses("Actions")
    assert "No actions are open in Merri-bek" in anna.sees()
    assert "Waiting for you" in await anna.opens_home()


async def test_a_meeting_is_booked_answered_and_cancelled(town: Town) -> None:
    anna, lee = town.person("UCHAIR"), town.person("ULEE")
    await anna.types("meeting Thu 28 May 2pm at Coburg PS")
    assert "Thursday 28 May, 2 pm to 3:30 pm" in anna.sees()
    assert "Coburg PS" not in lee.reads(), "nothing is said before the chair has seen it"
    await anna.presses("Book it")
    assert "I have told the channel" in anna.sees()
    assert "Coburg PS" in lee.reads()
    await lee.presses("Coming")
    assert "You are coming on" in lee.sees()
    assert "Coming: Daniel Lee" in anna.reads()
    await anna.types("meeting")
    await anna.presses("Cancel it")
    assert "Cancelled:" in anna.sees()
    assert "is cancelled" in lee.reads()


async def test_a_form_says_what_is_wrong_and_keeps_what_was_typed(town: Town) -> None:
    anna = town.person("UCHAIR")
    await anna.types("meeting book")
    assert "has passed" in await anna.fills_in(date="2026-05-11", time="14:00", place="Coburg PS")
    assert await anna.fills_in(date="2026-05-28") == ""
    assert "I have told the channel" in anna.sees()
    assert "Coburg PS" in anna.reads(), "what was typed before the error was kept"


async def test_a_channel_becomes_a_networks_from_home(town: Town) -> None:
    """Where no channel is around the command, it asks for one; whoever leads no network may set one up."""
    priya = town.person("USEIL")
    await priya.opens_home()
    await priya.presses("Set up a network")
    assert priya.has_form
    await priya.fills_in(channel=sample.MERRI_BEK)
    assert "This channel already belongs to Merri-bek" in priya.sees()


async def test_a_pulse_is_asked_answered_with_one_tap_and_told_with_a_picture(town: Town) -> None:
    anna = town.person("UCHAIR")
    await anna.types("pulse")
    await anna.fills_in(**{"pulses.item": "trust"})
    assert "put poor results or an unsolved problem on the table" in anna.sees()
    await anna.fills_in()
    assert "Open until Friday 22 May" in anna.reads()
    for word, level in (("ULEE", 3), ("UROSSI", 3), ("UHADDAD", 2), ("UWALSH", 3), ("USINGH", 4), ("UCHAIR", 2)):
        person = town.person(word)
        await person.presses(LEVELS[level])
        assert "Your last tap counts" in person.sees()
    await anna.presses("What could anyone find out?")
    assert "There is no earlier result to compare it with." in anna.sees()
    assert "counted" in anna.sees()
    await town.house.go_to("2026-05-25 08:31")
    assert "Trust: Embedding. That is the middle of our answers." in anna.reads()
    assert "Embedding half or more" in anna.reads(), "the picture in words"


LEVELS = {
    1: "Emerging: just starting",
    2: "Evolving: in places",
    3: "Embedding: mostly there",
    4: "Excelling: part of who we are",
}


def everything(chosen: str, **other: str) -> dict[str, str]:
    """The fields of the self-assessment, every item at the same level but for those named."""
    return {f"assessments.level:{key}": other.get(key, chosen) for key in INSTRUMENT.item_keys}


async def rates(person: Somebody, chosen: str, **other: str) -> None:
    await person.types("assess")
    await person.fills_in()
    assert await person.fills_in(**everything(chosen, **other)) == ""
    assert "That is everything" in person.sees()


async def test_the_whole_form_takes_three_screens_and_a_tap_an_item(town: Town) -> None:
    """Under three minutes on a phone: 21 taps, and eight seconds to read and think for each item."""
    anna, screens, taps = town.person("UCHAIR"), [], 0
    await anna.presses("Start rating")
    taps, screens = taps + 1, [*screens, anna.sees()]
    await anna.fills_in()
    taps, screens = taps + 1, [*screens, anna.sees()]
    for item in INSTRUMENT.items:
        assert all(descriptor in screens[-1] for descriptor in item.levels), f"{item.title}: what each level means"
    levels = everything("3")
    assert anna.one_tap_each(levels), "no list to open first"
    assert await anna.fills_in(**levels) == ""
    taps, screens = taps + len(levels) + 1, [*screens, anna.sees()]
    assert "That is everything" in screens[-1]
    assert (taps, len(screens)) == (21, 3)
    assert taps + 8 * len(levels) < 180


async def test_leaders_rate_alone_see_the_spread_and_agree_levels(town: Town) -> None:
    anna = town.person("UCHAIR")
    await anna.types("assess")
    assert "never who gave which" in anna.sees()
    await anna.fills_in()
    await anna.presses("Save and finish later")
    assert "0 of 18" in anna.sees()
    await anna.types("assess")
    await anna.fills_in()
    await anna.presses("Add evidence")
    words = "Minutes of May: https://acme.example/files/F1/minutes.pdf"
    assert await anna.fills_in(**{"assessments.item": "trust", "assessments.words": words}) == ""
    assert "Kept" in anna.sees()
    for word, trust in (("UCHAIR", "1"), ("UEXEC1", "1"), ("UEXEC2", "4"), ("USEIL", "4")):
        await rates(town.person(word), "2", trust=trust)
    await town.house.go_to("2026-06-09 09:00")
    assert "4 forms were counted" in anna.reads(None)
    assert "Trust 1–4 (2, 0, 0, 2), far apart" in anna.reads(None), "the picture in words"
    assert "Accountability: Evolving" in anna.reads()
    assert "Trust: Minutes of May: " in anna.reads(None)
    assert "Minutes of May" not in anna.reads()
    await anna.presses("Rate again")
    await anna.fills_in()
    assert "can rate again until" in anna.sees()
    for word in ("UCHAIR", "UEXEC1", "UEXEC2", "USEIL"):
        person = town.person(word)
        await person.types("assess")
        await person.fills_in()
        assert await person.fills_in(**{"assessments.level:trust": "2"}) == ""
    await anna.types("assess close")
    await anna.fills_in()
    assert "2 said Emerging · 2 said Excelling → the middle is Evolving" in anna.reads(None)
    await anna.types("assess agree")
    await anna.fills_in(**{"assessments.level:trust": "2", "assessments.why:trust": "Data yes, problems not yet."})
    await anna.fills_in()
    await anna.fills_in()
    assert "1 proposal waits to be confirmed" in anna.sees()
    seil = town.person("USEIL")
    await seil.types("assess confirm")
    await seil.fills_in()
    assert "1 of 18 items" in seil.sees()


async def pairs_of(town: Town) -> list[tuple[str, str]]:
    """Who lead the schools of each pair, the host of its first visit first."""
    async with town.house.database.read() as session:
        schools = {one.id: one.name for one in await session.scalars(select(School))}
        groups = [one.school_ids for one in await session.scalars(select(ReviewGroup).order_by(ReviewGroup.id.desc()))]
    with sample.MEMBERS_CSV.open(encoding="utf-8", newline="") as file:
        leads = {row["school"]: row["slack_user"] for row in DictReader(file) if row["role"] != "delegate"}
    return [(leads[schools[a]], leads[schools[b]]) for a, b in (pair for pair in groups if len(pair) == 2)]


async def test_a_round_of_reviews_is_lived_from_its_proposal_to_its_close_and_one_school_drops_out(town: Town) -> None:
    anna = town.person("UCHAIR")
    await anna.types("review start")
    await anna.fills_in()
    assert "in a ring of three" in anna.sees()
    await anna.presses("Draw again")
    assert "in a ring of three" in anna.sees()
    await anna.fills_in()
    (one, other), (leaving, left), *_ = await pairs_of(town)
    host, visitor = town.person(one), town.person(other)

    async def does(person: Somebody, label: str, **values: str) -> None:
        await person.types("review")
        await person.presses(label)
        assert await person.fills_in(**{f"peer_reviews.{name}": value for name, value in values.items()}) == ""

    await does(host, "Prepare", self_hard="Writing at length.", protocol="learning_walk")
    await does(host, "Set the date", when="2026-05-28", focus="How do we teach writing?")
    assert "How do we teach writing?" in visitor.reads_all()
    await town.house.go_to("2026-05-29 09:00")
    await does(visitor, "Record the visit", evidence="Six classrooms.", links="Planner https://files.example/planner")
    await does(visitor, "Draft the findings together", draft="Writing is planned together.")
    await does(host, "Write the findings", shared="network")
    assert "shares its findings" in anna.reads()
    assert "Writing is planned together." not in anna.reads()
    await does(
        host, "Who may read it", **{f"share_part_{part}": "schools" for part in ("focus", "findings", "actions")}
    )
    assert "keeps these findings to fewer readers now" in anna.reads()
    await does(visitor, "Say how the follow-up went", follow_up_kind="call", follow_up_on="2026-05-29")
    await does(host, "Say what came of it", came_of_it="We plan in pairs.")
    for person in (visitor, host):
        await does(person, "Close with a line", closing_line="Worth the day.")
    assert "have closed their review" in host.reads_all()
    await town.person(leaving).types("review")
    await town.person(leaving).presses("We can't do this round")
    assert "can't do this round" in town.person(left).reads_all()
    await anna.types("review")
    await anna.presses("See the proposal")
    assert "this is what suits best" in anna.sees()
    await anna.fills_in()
    await town.person(left).types("review")
    assert "taken over" not in town.person(left).sees(), "what another school does is not theirs any more"
    assert "visits" in town.person(left).sees()


@pytest.mark.both_networks
async def test_an_introduction_is_made_and_answered(town: Town) -> None:
    priya, lee, kaur = (town.person(word) for word in ("USEIL", "ULEE", "UKAUR"))
    await priya.types("intro new")
    await priya.fills_in(first="ULEE", second="UKAUR", why="You both work on writing in Years 3 to 6")
    assert "would like to introduce you to Simran Kaur" in lee.reads(None)
    for person in (lee, kaur):
        await person.presses("Yes please")
    assert "meet" in lee.reads_all()


@pytest.mark.both_networks
async def test_chairs_who_were_introduced_link_their_networks_and_either_ends_it(town: Town) -> None:
    """From what a network shows to the link: found, asked for, introduced, and then the chairs' own to say."""
    anna, luca, priya, lee = (town.person(word) for word in ("UCHAIR", "UBIANCHI", "USEIL", "ULEE"))
    await anna.types("network")
    await anna.presses("Link with a network")
    assert "follows an introduction" in anna.sees()
    await luca.types("network show", sample.MOONEE_VALLEY)
    await luca.fills_in(words="Our Year 7 teachers run decoding groups.")
    await anna.types("network find decoding")
    await anna.presses("Ask for a link")
    await anna.fills_in()
    await priya.presses("Introduce the chairs")
    await priya.fills_in(why="You both work on decoding.")
    for person in (anna, luca):
        await person.presses("Yes please")

    async def ask() -> None:
        await anna.types("network")
        await anna.presses("Link with a network")
        other = (await town.house.network("Moonee Valley")).id
        await anna.fills_in(other="Moonee Valley" if town.chat == "teams" else str(other))
        await town.house.go_to(town.house.now + timedelta(days=1))

    await ask()
    await luca.presses("Not now")
    assert "Nobody is told" in luca.sees()
    await anna.types("network")
    assert "You asked Moonee Valley for a link" in anna.sees(), "a no is told to nobody"
    await anna.presses("Take it back")

    await ask()
    assert "would like to link it with Moonee Valley" in luca.reads(None)
    await luca.presses("Yes, link them")
    await town.house.go_to(town.house.now + timedelta(days=1))
    assert "said yes: your networks are linked" in anna.reads(None)
    await lee.types("network")
    assert "Linked with Moonee Valley" in lee.sees()
    assert "End the link" not in lee.labels()
    await luca.types("network", sample.MOONEE_VALLEY)
    await luca.presses("End the link")
    await lee.types("network")
    assert "Moonee Valley" not in lee.sees()


@pytest.mark.both_networks
async def test_a_seil_answers_adds_to_a_notice_and_lets_another_seil_introduce_somebody(town: Town) -> None:
    lee, priya, central, area = (town.person(word) for word in ("ULEE", "USEIL", "UCENTRAL", "UAREA"))
    await lee.types("ask new")
    assert "Only your SEIL reads this" in lee.sees()
    await lee.fills_in(about="data", words="How do we read growth?")
    assert "How do we read growth?" in priya.reads(None)
    await priya.presses("I'm on it")
    assert "has taken up what you asked" in lee.reads(None)
    await priya.presses("Answer")
    await priya.fills_in(answer="Start with the middle.")
    assert "Start with the middle." in lee.reads(None)

    await central.types("notice new", None)
    to = "Merri-bek" if town.chat == "teams" else f"network:{(await town.house.network()).id}"
    await central.fills_in(title="Reading", words="Look at it.", to=[to], approver="UAREA", goes_on="2026-05-20")
    assert "Look at it." in central.sees()
    await central.fills_in()
    await area.presses("Approve")
    assert "Goes out on Wednesday 20 May" in area.reads(None)
    await priya.presses("Add what it means here")
    await priya.fills_in(meaning="On our agenda.")
    await town.house.go_to("2026-05-20 09:00")
    assert "On our agenda." in lee.reads()
    await lee.presses("Understood")
    assert "Only the number of people" in lee.sees()
    await lee.presses("I have a question")
    await lee.fills_in(question="By when?")
    assert "1 question waits" in central.reads(None)
    await central.presses("Look at it")
    assert "Daniel Lee" not in central.sees()
    await central.presses("Answer")
    await central.fills_in(answer="By June.")
    assert "By June." in lee.reads(None)

    moonee = await town.house.network("Moonee Valley")
    async with town.house.database.write() as session:  # Moonee Valley gets a SEIL of its own
        held = await memberships(session, moonee.id, ["seil", "chair"])
        chair, seil = sorted(held, key=lambda one: one.role)
        seil.person_id = chair.person_id
    await priya.types("intro new")
    await priya.fills_in(first="ULEE", second="UKAUR", why="You both work on writing in Years 3 to 6")
    assert "would like to introduce" not in lee.reads(None)
    await town.person("UBIANCHI").presses("Yes, ask them")
    for person in (lee, town.person("UKAUR")):
        await person.presses("Yes please")
    assert "meet" in lee.reads_all()


async def test_an_action_is_typed_shown_back_recorded_and_done(town: Town) -> None:
    anna, lee = town.person("UCHAIR"), town.person("ULEE")
    await anna.types("action @Daniel Lee send the R&D data by 12 June")
    assert "Is this right?" in anna.sees()
    assert "R&D" not in lee.reads(None)
    await anna.fills_in()
    assert "Recorded for Daniel Lee" in anna.sees()
    assert "send the R&D data" in lee.reads(None)
    await lee.presses("Done")
    await lee.types("action")
    assert "No actions are open in Merri-bek" in lee.sees()


async def test_a_summary_comes_with_its_picture_to_whoever_asks(town: Town) -> None:
    anna = town.person("UCHAIR")
    await anna.types("summary")
    assert "Where Merri-bek stands" in anna.reads(None)


async def test_the_chair_gives_a_role_and_the_principal_says_yes(town: Town) -> None:
    anna, haddad = town.person("UCHAIR"), town.person("UHADDAD")
    await town.comes("UNEW")
    await anna.types("network people")
    await anna.fills_in(person="UNEW")
    assert await anna.fills_in(roles=["delegate"], school="Bluestone Street Primary School") == ""
    assert "Sam Haddad" in anna.sees()
    await haddad.presses("Yes")
    assert "Noor Aziz" in haddad.reads(None)
    await haddad.opens_home()


async def test_words_that_are_no_command_are_answered_kindly_and_lead_on(town: Town) -> None:
    lee = town.person("ULEE")
    await lee.writes("hello there")
    assert "What would you like to do" in lee.reads(None)
    await lee.writes("when is our next meeting?", sample.MERRI_BEK)
    await lee.presses("What is booked")
    assert "Nothing is booked yet" in lee.sees()


async def test_whoever_brings_the_bot_into_a_channel_makes_it_a_networks(town: Town) -> None:
    channel = await town.new_channel("CDAREBIN", "Darebin", ["UNEW", "USEIL"])
    noor = town.person("UNEW")
    await noor.types("setup", channel)
    schools = "Preston Rise PS, primary\nReservoir Lake SC, secondary"
    assert await noor.fills_in(name="Merri-bek", schools=schools, chair="UNEW", seils=["USEIL"], focus="Reading") != ""
    assert await noor.fills_in(name="Darebin") == "", "all else is as it was filled in"
    assert (await town.house.network("Darebin")).fiso_focus == "Reading"
    assert "This is now the channel of the Darebin network. Noor Aziz set it up, with 2 schools." in noor.reads(channel)
    assert "Say which school I lead" in noor.labels_in(channel)
    await noor.presses("Say which school I lead")
    await noor.fills_in(school="Preston Rise PS")
    assert "Preston Rise PS" in noor.sees()


async def test_a_school_gets_a_new_principal(town: Town) -> None:
    await town.comes("UNEW")
    noor, anna = town.person("UNEW"), town.person("UCHAIR")
    await noor.chooses("Pascoe Hill Primary School")
    assert "Daniel Lee" in noor.reads(None) or "Daniel Lee" in noor.sees()
    assert "Do they take over?" in anna.reads(None)
    await anna.presses("Takes over")
    assert "Noor Aziz leads Pascoe Hill Primary School now, in place of Daniel Lee" in anna.reads(None)
    assert "You are in Merri-bek as principal for Pascoe Hill Primary School" in noor.reads(None)
    assert "Anna Kovac recorded that Noor Aziz leads Pascoe Hill Primary School" in town.person("ULEE").reads(None)


async def test_a_message_becomes_an_action(town: Town) -> None:
    rossi, lee = town.person("UROSSI"), town.person("ULEE")
    await rossi.takes_up("actions.from_message", "could you send us the reading data & <the plan>")
    assert await rossi.fills_in(owner="ULEE", due="2026-05-15") != "", "that day has passed"
    assert await rossi.fills_in(due="2026-06-12") == ""
    assert "could you send us the reading data & <the plan>" in lee.reads(None)
