"""Following actions up: reminders as the school days go by."""

from __future__ import annotations

from datetime import date

from sqlalchemy import update

from services.access import actor_of
from services.actions import WAITING, ActionStanding, record, standing
from services.ground import stand_on
from storage import actions as rows
from storage import networks
from storage.models import Membership
from tests.house import House, melbourne


async def take_on(house: House, owner: str, due: str, what: str = "Send the data", network: str = "Merri-bek") -> int:
    """Somebody takes an action on; returns its id."""
    async with house.database.write() as session:
        found = await networks.by_name(session, network)
        assert found is not None
        action = await record(
            session, found, what=what, owner_id=owner, due_on=date.fromisoformat(due), created_by=owner, now=house.now
        )
        return action.id


async def test_an_owner_is_reminded_soon_on_the_day_and_once_more_when_overdue(house: House) -> None:
    await take_on(house, "ULEE", "2026-05-14")
    heard = []
    for day in range(1, 32):
        await house.go_to(f"2026-05-{day:02d} 12:00")
        heard += [(day, message["text"]) for message in house.dm("ULEE")[len(heard) :]]
    assert heard == [
        (12, "Coming up: *Send the data*, due Thursday 14 May."),
        (14, "*Send the data* is due today."),
        (19, "*Send the data* was due Thursday 14 May. Is it done, or does it need a new date?"),
    ]


async def test_reminders_go_out_at_the_posting_hour(house: House) -> None:
    await take_on(house, "ULEE", "2026-05-14")
    await house.go_to("2026-05-12 08:29")
    assert house.dm("ULEE") == []
    await house.go_to("2026-05-12 08:30")
    assert len(house.dm("ULEE")) == 1


async def test_what_falls_due_at_a_weekend_is_reminded_of_on_the_school_days_before(house: House) -> None:
    await take_on(house, "ULEE", "2026-05-16")
    await house.go_to("2026-05-13 12:00")
    assert len(house.dm("ULEE")) == 1
    await house.go_to("2026-05-15 12:00")
    assert house.dm("ULEE")[-1]["text"] == "Coming up: *Send the data*, due tomorrow."


async def test_several_actions_of_one_person_come_in_one_message(house: House) -> None:
    await take_on(house, "USEIL", "2026-05-14")
    await take_on(house, "USEIL", "2026-05-14", "Ring the council")
    await take_on(house, "USEIL", "2026-05-12", "Book the room", network="Moonee Valley")
    await house.go_to("2026-05-12 12:00")
    [soon, together] = house.dm("USEIL")
    assert soon["text"] == "Coming up: *Book the room*, due Tuesday 12 May."
    assert together["text"] == "You have 3 actions to look at."
    await house.go_to("2026-05-14 12:00")
    assert house.dm("USEIL")[-1]["text"] == "You have 2 actions to look at."
    assert len(house.dm("USEIL")) == 3


async def test_done_stops_the_reminders_and_done_on_one_keeps_the_others_buttons(house: House) -> None:
    await take_on(house, "ULEE", "2026-05-14")
    await take_on(house, "ULEE", "2026-05-14", "Ring the council")
    await house.go_to("2026-05-12 12:00")
    [together] = house.dm("ULEE")
    first = next(block["accessory"]["value"] for block in together["blocks"] if "accessory" in block)
    await house.person("ULEE").click(together, "actions.card_done", value=first)
    await house.settle()
    [together] = house.dm("ULEE")
    assert sum("accessory" in block for block in together["blocks"]) == 1
    assert "Done: *Send the data*. Thank you." in str(together["blocks"])
    await house.go_to("2026-05-14 12:00")
    assert [m["text"] for m in house.dm("ULEE")[1:]] == ["*Ring the council* is due today."]


async def test_a_date_moved_again_and_again_never_brings_more_than_three_reminders(house: House) -> None:
    action_id = await take_on(house, "ULEE", "2026-05-14")
    asker = await house.asker("ULEE")
    for due in ("2026-05-14", "2026-05-21", "2026-05-28", "2026-06-04", "2026-06-11"):
        await house.services.actions.change_date(asker, action_id, date.fromisoformat(due), house.now)
        await house.go_to(f"{due} 07:00")
    await house.go_to("2026-06-25 12:00")
    assert len(house.dm("ULEE")) == 3


async def test_moving_a_date_to_the_day_after_tomorrow_does_not_remind_on_the_spot(house: House) -> None:
    action_id = await take_on(house, "ULEE", "2026-06-11")
    await house.go_to("2026-05-12 10:00")
    asker = await house.asker("ULEE")
    await house.services.actions.change_date(asker, action_id, date(2026, 5, 14), house.now)
    await house.go_to("2026-05-13 12:00")
    assert house.dm("ULEE") == []
    await house.go_to("2026-05-14 08:30")
    assert len(house.dm("ULEE")) == 1


async def test_a_reminder_missed_over_the_weekend_is_given_on_the_next_school_day_only(house: House) -> None:
    await take_on(house, "ULEE", "2026-05-15")
    house._clock.set(melbourne("2026-05-16 11:00").timestamp())  # the bot was down until Saturday
    await house.go_to("2026-05-16 11:01")
    assert house.dm("ULEE") == []
    await house.go_to("2026-05-18 12:00")
    assert [m["text"] for m in house.dm("ULEE")] == [
        "*Send the data* was due Friday 15 May. Is it done, or does it need a new date?"
    ]


async def test_somebody_who_left_the_network_is_not_reminded(house: House) -> None:
    await take_on(house, "ULEE", "2026-05-14")
    async with house.database.write() as session:
        await session.execute(update(Membership).where(Membership.slack_user_id == "ULEE").values(until=house.now))
    await house.go_to("2026-05-29 12:00")
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
                owner_id="ULEE",
                due_on=date(2026, 5, 14),
                created_by="UCHAIR",
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
        place = await stand_on(house.services.ground, session, network)
        actor = await actor_of(house.services.ground, session, await house.asker("ULEE"))
        [line] = await WAITING[0](house.services.ground, session, place, actor, house.now)
    assert line.sentence == "*Send the data*, due tomorrow"


async def test_standing_counts_open_overdue_and_done(house: House) -> None:
    finished = await take_on(house, "ULEE", "2026-04-20")
    await take_on(house, "ULEE", "2026-04-20", "Ring the council")
    await take_on(house, "ULEE", "2026-06-22", "Much later")
    await house.services.actions.finish(await house.asker("ULEE"), finished, house.now)
    network = await house.network()
    async with house.database.read() as session:
        found = await standing(session, network.id, today=date(2026, 4, 21), since=network.created_at)
        assert await rows.counts(session, network.id, date(2026, 4, 19), house.now) == (2, 0, 1)
    assert found == ActionStanding(open=2, overdue=1, done=1)
