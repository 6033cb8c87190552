"""/cop-action through the front door."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import update

from bot import sample
from domain.actions import MOST_CHARACTERS
from services.actions import record
from storage import networks
from storage.models import Membership
from tests.house import START, House
from tests.kept import house_after
from tests.loading import person_id
from tests.tables import in_one_house

SEND_DATA = {"what": "Send the reading data", "owner": "ULEE", "due": "2026-05-15"}


def shown(message: Any) -> str:
    """All that a person reads in a message or form, as one text."""
    return json.dumps(message["blocks"], ensure_ascii=False)


async def add(house: House, who: str, **fields: str) -> None:
    """Somebody records an action with the form."""
    person = house.person(who)
    await person.command(sample.MERRI_BEK, "/cop-action", "add")
    await house.settle()
    outcome = await person.submit(person.view, {**SEND_DATA, **fields})
    assert outcome.ok, outcome
    await person.close()
    await house.settle()


@pytest.fixture
async def of_lee(database_url: str) -> AsyncIterator[House]:
    """Daniel Lee has recorded an action for himself."""
    async with house_after(add, "ULEE", url=database_url, start=START) as (house, _):
        yield house


@pytest.fixture
async def for_lee(database_url: str) -> AsyncIterator[House]:
    """The chair has recorded an action for him."""
    async with house_after(add, "UCHAIR", url=database_url, start=START) as (house, _):
        yield house


@pytest.fixture
async def overdue(database_url: str) -> AsyncIterator[House]:
    """What he recorded was listed for the SEIL, and is overdue by now."""
    async with house_after(lived_until_overdue, url=database_url, start=START) as (house, _):
        yield house


async def lived_until_overdue(house: House) -> None:
    await add(house, "ULEE")
    await listed(house, "USEIL")
    house.bot_was_away_until("2026-06-30 10:00")


async def listed(house: House, who: str, channel: str = sample.MERRI_BEK) -> dict[str, Any]:
    """What /cop-action on its own answers."""
    await house.person(who).command(channel, "/cop-action")
    await house.settle()
    return house.said_to(who, channel)[-1]


async def test_with_nothing_open_the_list_says_so_and_offers_to_add(house: House) -> None:
    answer = await listed(house, "ULEE")
    assert "No actions are open in Merri-bek" in shown(answer)
    assert "Add an action" in shown(answer)


async def test_an_owner_hears_of_an_action_that_somebody_else_recorded(for_lee: House) -> None:
    house = for_lee
    [told] = house.dm("ULEE")
    assert "<@UCHAIR> recorded an action for you in Merri-bek" in told["text"]
    assert "Send the reading data" in told["text"]
    assert "due Friday 15 May" in told["text"]
    assert house.channel() == []


async def test_nobody_is_told_of_an_action_they_recorded_for_themselves(of_lee: House) -> None:
    house = of_lee
    assert house.dm("ULEE") == []


async def test_the_list_puts_mine_first_and_marks_what_is_overdue(house: House) -> None:
    await add(house, "UCHAIR", what="Book the room", owner="UROSSI", due="2026-04-20")
    await add(house, "UCHAIR")
    await house.go_to("2026-04-22 12:00")
    text = shown(await listed(house, "ULEE"))
    assert text.index("Send the reading data") < text.index("Book the room")
    assert "*overdue* since Monday 20 April" in text


async def test_what_was_typed_is_shown_back_before_it_is_recorded(house: House) -> None:
    anna = house.person("UCHAIR")
    await anna.command(sample.MERRI_BEK, "/cop-action", "@daniel send the R&D data by 12 June")
    await house.settle()
    form = anna.view
    assert "Is this right?" in shown(form)
    values = {block: next(iter(state.values())) for block, state in form["state"]["values"].items()}
    assert values["what"]["value"] == "send the R&D data"
    assert values["owner"]["selected_user"] == "ULEE"
    assert values["due"]["selected_date"] == "2026-06-12"
    assert house.dm("ULEE") == [], "nothing is recorded yet"
    assert (await anna.submit(form)).ok
    await house.settle()
    assert "Recorded for <@ULEE>" in shown(anna.view)
    assert len(house.dm("ULEE")) == 1


@in_one_house(
    ("typed", "owner", "due", "says"),
    [
        ("me write the report by tomorrow", "UCHAIR", "2026-04-18", "Is this right?"),
        ("write the report by end of term", "UCHAIR", "2026-06-26", "Is this right?"),
        ("@daniel write the report by the 35th", "ULEE", None, "which day “the 35th” is"),
        ("@daniel write the report", "ULEE", None, "Is this right?"),
        ("add @daniel write the report by 1 May", "ULEE", "2026-05-01", "Is this right?"),
        ("add", "UCHAIR", "2026-05-01", "By when"),
    ],
)
async def test_typed_words_fill_in_the_form(house: House, typed: str, owner: str, due: str | None, says: str) -> None:
    anna = house.person("UCHAIR")
    await anna.command(sample.MERRI_BEK, "/cop-action", typed)
    await house.settle()
    state = anna.view["state"]["values"]
    assert state["owner"]["owner"].get("selected_user") == owner
    assert state["due"]["due"].get("selected_date") == due
    assert says in shown(anna.view)


async def test_words_without_person_or_day_are_answered_with_an_example(house: House) -> None:
    await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-action", "hooray")
    await house.settle()
    assert "/cop-action @Anna share the reading data by 15 May" in house.said_to("UCHAIR")[-1]["text"]


@pytest.mark.both_networks
@in_one_house(
    ("wrong", "field", "sentence"),
    [
        ({"due": "2026-04-16"}, "due", "That day has passed"),
        ({"due": "2029-04-16"}, "due", "more than two years away"),
        ({"owner": "UNEW"}, "owner", "not in Merri-bek"),
        ({"owner": "UCENTRAL"}, "owner", "not in Merri-bek"),
        ({"owner": "UBIANCHI"}, "owner", "not in Merri-bek"),
        ({"what": "   "}, "what", "what will be done"),
    ],
)
async def test_what_does_not_fit_is_said_at_its_field(
    house: House, wrong: dict[str, str], field: str, sentence: str
) -> None:
    anna = house.person("UCHAIR")
    await anna.command(sample.MERRI_BEK, "/cop-action", "add")
    await house.settle()
    outcome = await anna.submit(anna.view, {**SEND_DATA, **wrong})
    assert sentence in outcome.errors[field]
    await house.settle()
    assert house.dm("ULEE") == []


async def test_a_mention_in_an_action_does_not_come_alive(house: House) -> None:
    await add(house, "UCHAIR", what="Tell <!channel> & *all*")
    assert "&lt;!channel&gt; &amp;" in house.dm("ULEE")[0]["text"]


async def test_a_very_long_action_is_refused_by_the_form(house: House) -> None:
    anna = house.person("UCHAIR")
    await anna.command(sample.MERRI_BEK, "/cop-action", "me " + "long " * 790 + "by tomorrow")
    await house.settle()
    state = anna.view["state"]["values"]["what"]["what"]
    assert len(state["value"]) <= MOST_CHARACTERS
    outcome = await anna.submit(anna.view, {"what": "x" * 4000})
    assert "what" in outcome.client_errors


async def test_done_in_the_list_takes_it_off_the_list(of_lee: House) -> None:
    house = of_lee
    await add(house, "ULEE", what="Ring the council")
    answer = await listed(house, "ULEE")
    lee = house.person("ULEE")
    await lee.click(answer, "actions.done", value=lee_button(answer, "actions.done"))
    await house.settle()
    again = shown(house.said_to("ULEE")[-1])
    assert "Done: *" in again
    assert again.count("Change date") == 1


def lee_button(message: dict[str, Any], action_id: str) -> str:
    """The value of the first button of that id."""
    for block in message["blocks"]:
        for element in block.get("elements", []):
            if element.get("action_id") == action_id:
                return str(element["value"])
    raise AssertionError(f"no {action_id} in the message")


async def test_done_on_the_message_to_the_owner_says_thank_you_and_a_second_tap_changes_nothing(for_lee: House) -> None:
    house = for_lee
    [told] = house.dm("ULEE")
    lee = house.person("ULEE")
    first = lee.click(told, "actions.card_done")
    await first
    await house.settle()
    [told_again] = house.dm("ULEE")
    assert "Thank you" in told_again["text"]
    await house.hub.replay(house.hub.last_request)
    await house.settle()
    assert len(house.dm("ULEE")) == 1
    assert "No actions are open" in shown(await listed(house, "ULEE"))


async def test_the_chair_moves_an_action_and_its_owner_hears_of_it_once(of_lee: House) -> None:
    house = of_lee
    anna = house.person("UCHAIR")
    await anna.click(await listed(house, "UCHAIR"), "actions.change_date")
    await house.settle()
    assert (await anna.submit(anna.view, {"due": "2026-05-22"})).ok
    await house.hub.replay(house.hub.last_request)
    await house.settle()
    [told] = house.dm("ULEE")
    assert "*Send the reading data* is now due Friday 22 May" in told["text"]


async def test_dropping_asks_why_and_tells_the_owner(of_lee: House) -> None:
    house = of_lee
    anna = house.person("UCHAIR")
    await anna.click(await listed(house, "UCHAIR"), "actions.drop")
    await house.settle()
    assert "<@ULEE> will see this" in shown(anna.view)
    assert (await anna.submit(anna.view, {"reason": "The department did it"})).ok
    await house.settle()
    [told] = house.dm("ULEE")
    assert "The department did it" in told["text"]
    assert "No actions are open" in shown(await listed(house, "ULEE"))


async def test_an_old_button_for_an_action_that_is_gone_gets_a_sentence(of_lee: House) -> None:
    house = of_lee
    old = await listed(house, "ULEE")
    lee = house.person("ULEE")
    await lee.click(old, "actions.drop")
    await house.settle()
    assert (await lee.submit(lee.view, {"reason": "Not needed"})).ok
    await lee.close()
    await lee.click(old, "actions.change_date")
    await house.settle()
    assert "was dropped" in house.said_to("ULEE")[-1]["text"]
    assert lee.views == []


@in_one_house(
    ("who", "may_add", "may_change"),
    [
        ("UCHAIR", True, True),
        ("USEIL", True, True),
        ("UEXEC1", True, False),
        ("UROSSI", True, False),
        ("UCHEN", True, False),
        ("UAREA", False, False),
        ("UADMIN", False, False),
    ],
)
async def test_who_may_see_add_and_change(of_lee: House, who: str, may_add: bool, may_change: bool) -> None:
    house = of_lee
    answer = shown(await listed(house, who))
    assert ("Send the reading data" in answer) is may_add
    assert ("actions.change_date" in answer) is may_change
    assert ("Add an action" in answer) is may_add
    if not may_add:
        assert "Only people in this network can see its actions" in answer


async def test_the_seil_hears_how_many_are_overdue_and_not_who(overdue: House) -> None:
    house = overdue
    assert "Send the reading data" in shown(await listed(house, "UROSSI")), "colleagues in the network see it"
    answer = shown(await listed(house, "USEIL"))
    assert "Send the reading data" not in answer
    assert "1 action is overdue" in answer


@pytest.mark.parametrize("since", ["overdue", "done"])
async def test_a_button_from_before_tells_the_seil_neither_that_it_is_overdue_nor_that_it_is_done(
    overdue: House, since: str
) -> None:
    house = overdue
    before = house.said_to("USEIL")[-1]
    if since == "done":
        await house.person("ULEE").click(await listed(house, "ULEE"), "actions.done")
        await house.settle()
    for button in ("actions.change_date", "actions.drop", "actions.done"):
        await house.person("USEIL").click(before, button)
        await house.settle()
        assert "done, or was dropped, or its day has passed" in shown(house.said_to("USEIL")[-1])
        assert not house.person("USEIL").views


async def test_a_form_sent_by_somebody_who_has_lost_their_role_is_refused(house: House) -> None:
    rossi = house.person("UROSSI")
    await rossi.command(sample.MERRI_BEK, "/cop-action", "add")
    await house.settle()
    await end_roles(house, "UROSSI")
    outcome = await rossi.submit(rossi.view, SEND_DATA)
    assert "Only people in this network can add an action" in outcome.errors["what"]


async def end_roles(house: House, user_id: str) -> None:
    async with house.database.write() as session:
        await session.execute(
            update(Membership).where(Membership.person_id == person_id(user_id)).values(until=house.now)
        )


async def test_a_long_list_turns_its_pages(house: House) -> None:
    async with house.database.write() as session:
        network = await networks.by_name(session, "Merri-bek")
        assert network is not None
        for number in range(12):
            await record(
                session,
                network,
                what=f"Task {number:02d}",
                owner_id=person_id("ULEE"),
                due_on=house.local.date(),
                created_by=person_id("ULEE"),
                now=house.now,
            )
    first = await listed(house, "ULEE")
    assert "Task 09" in shown(first)
    assert "Task 10" not in shown(first)
    await house.person("ULEE").click(first, "actions.page:more")
    await house.settle()
    second = shown(house.said_to("ULEE")[-1])
    assert "Task 11" in second
    assert "Task 09" not in second


async def test_a_message_becomes_an_action_with_its_words(house: House) -> None:
    rossi = house.person("UROSSI")
    message = await rossi.say(sample.MERRI_BEK, "<@ULEE> could you send us the reading data & <!channel>")
    await rossi.shortcut("actions.from_message", message)
    await house.settle()
    form = rossi.view
    [what] = [b["element"]["initial_value"] for b in form["blocks"] if b.get("block_id") == "what"]
    assert what == "could you send us the reading data & <!channel>", "typed, so it is only text"
    outcome = await rossi.submit(form, {"owner": "ULEE"})
    await house.settle()
    assert outcome.ok
    assert "send us the reading data &amp; &lt;!channel&gt;" in shown(await listed(house, "ULEE"))


@pytest.mark.both_networks
async def test_a_message_of_somebody_elses_network_becomes_no_action_here(house: House) -> None:
    brown = house.person("UBROWN")
    message = await house.person("UKAUR").say(sample.MOONEE_VALLEY, "we should share our plans")
    noor = house.person("UNEW")
    house.world.add_member(sample.MOONEE_VALLEY, "UNEW")
    await noor.shortcut("actions.from_message", message)
    await house.settle()
    assert "You are not on *Moonee Valley*'s roster yet." in house.said_to("UNEW", sample.MOONEE_VALLEY)[-1]["text"]
    assert noor.views == []
    await brown.shortcut("actions.from_message", message)
    await house.settle()
    assert "share our plans" in shown(brown.view)
