"""What pulse checks do by themselves: one question a week, its close, and the word to a chair of too few people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import sample
from domain.errors import Refused
from domain.pulses import asking_order
from storage import pulses as pulse_rows
from storage.models import Occasion
from storage.models.pulses import Pulse
from tests.house import MELBOURNE, House, melbourne

pytestmark = pytest.mark.weekly_pulse


async def pulses(house: House) -> list[Pulse]:
    network = await house.network()
    async with house.database.read() as session:
        rows = await session.scalars(select(Pulse).where(Pulse.network_id == network.id).order_by(Pulse.id))
        return list(rows.all())


def local(pulse: Pulse) -> tuple[str, str]:
    shape = "%a %d %b %H:%M"
    return pulse.opens_at.astimezone(MELBOURNE).strftime(shape), pulse.closes_at.astimezone(MELBOURNE).strftime(shape)


async def test_where_too_few_answer_the_channel_hears_it_once_and_the_chair_is_asked(house: House) -> None:
    await house.go_to("2026-05-13 09:00")
    assert len([m for m in house.channel() if "Fewer than 5 schools answered" in m["text"]]) == 1
    [asked] = [m for m in house.dm("UCHAIR") if "How shall I go on?" in m["text"]]
    await house.person("UCHAIR").click(asked, "pulses.pace:fortnightly")
    await house.settle()
    dues = await house.services.schedule.agenda("Merri-bek", house.now, melbourne("2026-06-30 12:00"))
    weekly = [due.key for due in dues or () if due.kind == "pulses.weekly"]
    assert weekly == ["2026-T2-W06", "2026-T2-W08", "2026-T2-W10"]


async def test_one_item_a_week_on_tuesdays_from_week_two_to_the_end_of_term(house: House) -> None:
    network = await house.network()
    dues = await house.services.schedule.agenda("Merri-bek", house.now, melbourne("2027-04-17 12:00"))
    assert dues is not None
    weekly = [due for due in dues if due.kind == "pulses.weekly"]
    assert [due.key for due in weekly[:9]] == [f"2026-T2-W{week:02d}" for week in range(2, 11)]
    assert len(weekly) == 36, "nine or ten a term, four terms"
    for due in weekly:
        moment = due.at.astimezone(MELBOURNE)
        cup_day = due.key == "2026-T4-W05"
        assert (moment.weekday(), moment.time()) == (2 if cup_day else 1, network.posting_time), due.key


async def test_the_first_weeks_of_term_ask_different_items_one_after_the_other(house: House) -> None:
    await house.go_to("2026-05-14 09:00")
    found = await pulses(house)
    expected = [item.key for item in asking_order(house.services.app.instrument)]
    assert [pulse.item_key for pulse in found] == expected[:3]
    assert [local(pulse) for pulse in found] == [
        ("Tue 28 Apr 08:30", "Mon 04 May 17:00"),
        ("Tue 05 May 08:30", "Mon 11 May 17:00"),
        ("Tue 12 May 08:30", "Mon 18 May 17:00"),
    ]
    assert [pulse.status for pulse in found] == ["withheld", "withheld", "open"]


async def test_a_week_without_school_days_is_left_out(house: House) -> None:
    from storage.models import CalendarOverride

    network = await house.network()
    async with house.database.write() as session:
        for day in range(5):
            session.add(
                CalendarOverride(
                    workspace_id=network.workspace_id,
                    network_id=network.id,
                    day=melbourne("2026-05-04 12:00").date() + timedelta(days=day),
                    is_school_day=False,
                )
            )
    dues = await house.services.schedule.agenda("Merri-bek", house.now, melbourne("2026-05-16 12:00"))
    assert dues is not None
    assert [due.key for due in dues if due.kind == "pulses.weekly"] == ["2026-T2-W02", "2026-T2-W04"]


async def test_the_chair_asks_a_question_of_their_own_beside_the_weeks(house: House) -> None:
    network, chair = await house.network(), await house.asker("UCHAIR")
    await house.go_to("2026-04-28 09:00")
    [week] = await pulses(house)
    with pytest.raises(Refused):
        await house.services.pulses.start(chair, network.id, week.item_key, house.now)
    await house.services.pulses.start(chair, network.id, "transfer", house.now)
    with pytest.raises(Refused):
        await house.services.pulses.start(chair, network.id, "data-use", house.now)
    await house.settle()
    lee = house.person("ULEE")
    await lee.command(sample.MERRI_BEK, "/cop-pulse")
    await house.settle()
    shown = house.said_to("ULEE")[-1]
    for found in await pulses(house):
        assert found.status == "open"
        await lee.click(shown, "pulses.answer:3", value=f'{{"pulse":{found.id}}}')
    await house.bot.router.finish()
    async with house.database.read() as session:
        for found in await pulses(house):
            assert await pulse_rows.count_answers(session, found) == {3: 1}


async def test_no_weekly_question_while_the_chairs_own_is_open(house: House) -> None:
    network = await house.network()
    await house.go_to("2026-04-27 10:00")
    await house.services.pulses.start(await house.asker("UCHAIR"), network.id, "transfer", house.now)
    await house.go_to("2026-05-06 09:00")
    found = await pulses(house)
    assert [pulse.item_key for pulse in found][:1] == ["transfer"]
    assert [local(pulse)[0] for pulse in found] == ["Mon 27 Apr 10:00", "Tue 05 May 08:30"]
    async with house.database.read() as session:
        skipped = await session.scalar(
            select(Occasion).where(Occasion.network_id == network.id, Occasion.key == "2026-T2-W02")
        )
    assert skipped is not None
    assert skipped.reason == "another question is open this week"


async def test_weekly_question_waits_for_the_one_that_closes_within_its_week(house: House) -> None:
    network = await house.network()
    await house.go_to("2026-04-22 18:00")
    await house.services.pulses.start(await house.asker("UCHAIR"), network.id, "transfer", house.now)
    await house.go_to("2026-05-01 12:00")
    assert [local(pulse) for pulse in await pulses(house)] == [
        ("Wed 22 Apr 18:00", "Wed 29 Apr 17:00"),
        ("Thu 30 Apr 08:30", "Wed 06 May 17:00"),
    ]


async def test_weekly_questions_can_be_switched_off(house: House) -> None:
    async with house.database.write() as session:
        (await session.merge(await house.network())).weekly_pulse = False
    await house.go_to("2026-05-06 12:00")
    assert await pulses(house) == []


@pytest.mark.both_networks
async def test_chair_of_a_network_with_too_few_people_hears_it_once_a_half_year(house: House) -> None:
    await house.go_to("2026-05-14 12:00")
    told = [m for m in house.dm("UBIANCHI") if "no weekly pulse checks for now" in m["text"]]
    assert len(told) == 1
    assert "4 schools" in told[0]["text"]
    assert not any("one question for our schools" in m["text"] for m in house.channel(sample.MOONEE_VALLEY))


async def test_after_a_week_away_the_bot_closes_and_does_not_ask_for_the_past(house: House) -> None:
    await house.go_to("2026-04-28 09:00")
    from bot.scheduler import settle

    house._clock.set(melbourne("2026-05-17 11:00").timestamp())  # nothing ran for almost three weeks
    await settle(house.services, house.now)
    found = await pulses(house)
    assert [(pulse.status, local(pulse)[0]) for pulse in found] == [("withheld", "Tue 28 Apr 08:30")]


async def test_a_pulse_that_is_overdue_for_months_is_closed_at_once(house: House) -> None:
    await house.go_to("2026-04-28 09:00")
    house._clock.set(melbourne("2026-08-08 11:00").timestamp())
    await house.services.schedule.tick(house.now)
    found = await pulses(house)
    assert found[0].status == "withheld"
    assert found[0].secret is None
