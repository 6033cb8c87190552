"""Following actions up: reminders as the school days go by."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from bot.slack.mrkdwn import mrkdwn
from services.access import actor_of
from services.actions import FEATURE, record
from services.context import network_context
from storage import actions as rows
from storage import networks
from storage.models import Membership
from tests.house import House, melbourne
from tests.loading import person_id


async def take_on(house: House, owner: str, due: str, what: str = "Send the data", network: str = "Merri-bek") -> int:
    """Somebody takes an action on; returns its id."""
    async with house.database.write() as session:
        found = await networks.by_name(session, network)
        assert found is not None
        who = person_id(owner)
        action = await record(
            session, found, what=what, owner_id=who, due_on=date.fromisoformat(due), created_by=who, now=house.now
        )
        return action.id


async def test_an_owner_is_reminded_soon_on_the_day_and_when_overdue_and_never_a_fourth_time(house: House) -> None:
    action_id = await take_on(house, "ULEE", "2026-04-23")
    interaction = []
    for day in range(20, 30):
        await house.go_to(f"2026-04-{day:02d} 12:00")
        interaction += [(day, message["text"]) for message in house.dm("ULEE")[len(interaction) :]]
    assert interaction == [
        (21, "*Send the data* is due Thursday 23 April."),
        (23, "*Send the data* is due today."),
        (28, "*Send the data* was due Thursday 23 April. Is it done, or does it need a new date?"),
    ]
    await house.services.actions.change_date(await house.asker("ULEE"), action_id, date(2026, 5, 4), house.now)
    await house.go_to("2026-05-04 12:00")
    assert len(house.dm("ULEE")) == 3


async def test_a_reminder_says_what_became_of_the_action_wherever_that_was_said(house: House) -> None:
    done, dropped = await take_on(house, "ULEE", "2026-04-23"), await take_on(house, "UROSSI", "2026-04-23")
    await house.go_to("2026-04-21 12:00")
    actions, lee, rossi = house.services.actions, await house.asker("ULEE"), await house.asker("UROSSI")
    await actions.finish(lee, done, house.now)
    await actions.change_date(rossi, dropped, date(2026, 5, 8), house.now)
    await house.settle()
    assert [m["text"] for m in house.dm("ULEE")] == ["Done: *Send the data*. Thank you."]
    assert "button" not in str(house.dm("ULEE")[0]["blocks"])
    assert [m["text"] for m in house.dm("UROSSI")] == ["*Send the data* is due Friday 8 May."]
    await actions.drop(rossi, dropped, "Not needed", house.now)
    await house.settle()
    assert [m["text"] for m in house.dm("UROSSI")] == ["Dropped: *Send the data*."]


async def test_reminders_go_out_at_the_posting_hour(house: House) -> None:
    await take_on(house, "ULEE", "2026-04-23")
    await house.go_to("2026-04-21 08:29")
    assert house.dm("ULEE") == []
    await house.go_to("2026-04-21 08:30")
    assert len(house.dm("ULEE")) == 1


async def test_what_falls_due_at_a_weekend_is_reminded_of_on_the_school_days_before(house: House) -> None:
    await take_on(house, "ULEE", "2026-04-25")
    await house.go_to("2026-04-22 12:00")
    assert len(house.dm("ULEE")) == 1
    await house.go_to("2026-04-24 12:00")
    assert house.dm("ULEE")[-1]["text"] == "*Send the data* is due tomorrow, Saturday 25 April."


@pytest.mark.both_networks
async def test_several_actions_of_one_person_come_in_one_message(house: House) -> None:
    await take_on(house, "USEIL", "2026-04-24")
    await take_on(house, "USEIL", "2026-04-24", "Ring the council")
    await take_on(house, "USEIL", "2026-04-22", "Book the room", network="Moonee Valley")
    await house.go_to("2026-04-22 12:00")
    [soon, together] = house.dm("USEIL")
    assert soon["text"] == "*Book the room* is due Wednesday 22 April."
    assert together["text"] == "You have 3 actions to look at."
    await house.go_to("2026-04-24 12:00")
    assert [message["text"] for message in house.dm("USEIL")[2:]] == ["You have 2 actions to look at."]


async def test_done_stops_the_reminders_and_done_on_one_keeps_the_others_buttons(house: House) -> None:
    await take_on(house, "ULEE", "2026-04-23")
    await take_on(house, "ULEE", "2026-04-23", "Ring the council")
    await house.go_to("2026-04-21 12:00")
    [together] = house.dm("ULEE")
    first = next(block["accessory"]["value"] for block in together["blocks"] if "accessory" in block)
    await house.person("ULEE").click(together, "actions.card_done", value=first)
    await house.settle()
    [together] = house.dm("ULEE")
    assert sum("accessory" in block for block in together["blocks"]) == 1
    assert "Done: *Send the data*. Thank you." in str(together["blocks"])
    await house.go_to("2026-04-23 12:00")
    assert [m["text"] for m in house.dm("ULEE")[1:]] == ["*Ring the council* is due today."]


async def test_moving_a_date_to_the_day_after_tomorrow_does_not_remind_on_the_spot(house: House) -> None:
    action_id = await take_on(house, "ULEE", "2026-06-11")
    await house.go_to("2026-04-21 10:00")
    asker = await house.asker("ULEE")
    await house.services.actions.change_date(asker, action_id, date(2026, 4, 23), house.now)
    await house.go_to("2026-04-22 12:00")
    assert house.dm("ULEE") == []
    await house.go_to("2026-04-23 08:30")
    assert len(house.dm("ULEE")) == 1


async def test_a_reminder_missed_over_the_weekend_is_given_on_the_next_school_day_only(house: House) -> None:
    await take_on(house, "ULEE", "2026-04-24")
    house._clock.set(melbourne("2026-04-25 11:00").timestamp())  # the bot was down until Saturday
    await house.go_to("2026-04-25 11:01")
    assert house.dm("ULEE") == []
    await house.go_to("2026-04-27 12:00")
    assert [m["text"] for m in house.dm("ULEE")] == [
        "*Send the data* was due Friday 24 April. Is it done, or does it need a new date?"
    ]


async def test_somebody_who_left_the_network_is_not_reminded(house: House) -> None:
    await take_on(house, "ULEE", "2026-04-23")
    async with house.database.write() as session:
        await session.execute(
            update(Membership).where(Membership.person_id == person_id("ULEE")).values(until=house.now)
        )
    await house.go_to("2026-05-08 12:00")
    assert house.dm("ULEE") == []


async def test_actions_out_of_one_meeting_reach_an_owner_in_one_message(house: House) -> None:
    async with house.database.write() as session:
        found = await networks.by_name(session, "Merri-bek")
        assert found is not None
        for what in ("Send the data", "Ring the council"):
            await record(
                session,
                found,
                what=what,
                owner_id=person_id("ULEE"),
                due_on=date(2026, 4, 23),
                created_by=person_id("UCHAIR"),
                now=house.now,
                source="meeting",
                source_id=7,
            )
    await house.settle()
    assert [m["text"] for m in house.dm("ULEE")] == ["<@UCHAIR> recorded 2 actions for you in Merri-bek."]


async def test_the_agenda_of_a_year_tells_of_reminders_to_come(house: House) -> None:
    await take_on(house, "ULEE", "2026-11-03")
    since, until = melbourne("2026-04-18 00:00"), melbourne("2027-04-18 00:00")
    dues = await house.services.schedule.agenda("Merri-bek", since, until)
    told = [due.at.date().isoformat() for due in dues or [] if due.kind == "actions.nudge"]
    assert len(told) == 3


async def test_home_says_what_is_due_soon(house: House) -> None:
    await take_on(house, "ULEE", "2026-04-22")
    await take_on(house, "ULEE", "2026-06-22", "Much later")
    await house.go_to("2026-04-21 12:00")
    async with house.database.read() as session:
        network = await networks.by_name(session, "Merri-bek")
        assert network is not None
        place = await network_context(house.services.app, session, network)
        actor = await actor_of(house.services.app, session, await house.asker("ULEE"))
        [line] = await FEATURE.todo[0](house.services.app, session, place, actor, house.now)
    assert mrkdwn(line.sentence) == "*Send the data*, due tomorrow"


async def test_standing_counts_open_overdue_and_done(house: House) -> None:
    finished = await take_on(house, "ULEE", "2026-04-20")
    await take_on(house, "ULEE", "2026-04-20", "Ring the council")
    await take_on(house, "ULEE", "2026-06-22", "Much later")
    await house.services.actions.finish(await house.asker("ULEE"), finished, house.now)
    network = await house.network()
    async with house.database.read() as session:
        since, until = network.created_at, house.now + timedelta(days=1)
        assert await rows.counts(session, network.id, date(2026, 4, 21), since, until) == (2, 1, 1)
        assert await rows.counts(session, network.id, date(2026, 4, 19), house.now, until) == (2, 0, 1)
        assert await rows.counts(session, network.id, date(2026, 4, 19), since, house.now) == (2, 0, 0)
