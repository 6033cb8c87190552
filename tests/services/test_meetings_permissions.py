"""Who may do what about meetings, asked where a form's submission arrives; and what happens at the same moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, time

import pytest
from sqlalchemy import select

from domain.errors import Refused, UserError
from facts.meeting_wishes import Wish
from services.access import Asker
from services.meetings.minutes import MinutesWritten
from storage.models import Delivery
from storage.models.meetings import Meeting, Rsvp
from tests.house import House

WISH = Wish(date(2026, 5, 14), time(14))
LEADERS = {"UCHAIR", "UEXEC1", "USEIL"}
PEOPLE = LEADERS | {"ULEE", "UCHEN"}
SEE = PEOPLE | {"UAREA", "UCENTRAL", "UADMIN"}
EVERYBODY = [*sorted(SEE), "UBIANCHI", "UNEW"]
"""With a chair of another network, and somebody in none."""


async def the_meeting(house: House) -> Meeting:
    asker, network = await house.asker("UCHAIR"), await house.network()
    await house.services.meetings.booking.book(asker, network.id, "the-meeting", WISH, house.now)
    async with house.database.read() as session:
        return (await session.scalars(select(Meeting))).one()


@pytest.mark.both_networks
@pytest.mark.parametrize(
    ("what", "allowed"),
    [
        ("see", SEE),
        ("type", LEADERS),
        ("open the booking form", LEADERS),
        ("book", LEADERS),
        ("open the change form", LEADERS),
        ("change", LEADERS),
        ("cancel", LEADERS),
        ("answer", PEOPLE),
        ("open the minutes form", LEADERS),
        ("save the minutes", LEADERS),
        ("set right that it was not held", LEADERS),
    ],
)
async def test_each_use_case_refuses_whoever_may_not(house: House, what: str, allowed: set[str]) -> None:
    meeting, network = await the_meeting(house), await house.network()
    service, now = house.services.meetings, house.now

    def use_case(asker: Asker) -> Awaitable[object]:
        cases: dict[str, Callable[[], Awaitable[object]]] = {
            "see": lambda: service.overview.show(asker, network.id, now),
            "type": lambda: service.booking.understand(asker, network.id, "Thu 21 May 2pm", now),
            "open the booking form": lambda: service.booking.start(asker, network.id, now),
            "book": lambda: service.booking.book(asker, network.id, asker.user_id, WISH, now),
            "open the change form": lambda: service.changing.start(asker, meeting.id, now),
            "change": lambda: service.changing.change(asker, meeting.id, WISH, now),
            "cancel": lambda: service.changing.cancel(asker, meeting.id, now),
            "answer": lambda: service.answering.answer(asker, meeting.id, "yes", now),
            "open the minutes form": lambda: service.minutes.start(asker, meeting.id, now),
            "save the minutes": lambda: service.minutes.save(asker, meeting.id, MinutesWritten(True, "S"), now),
            "set right that it was not held": lambda: service.minutes.set_right(asker, meeting.id, now),
        }
        return cases[what]()

    refused = set()
    for user in EVERYBODY:
        try:
            await use_case(await house.asker(user))
        except Refused:
            refused.add(user)
        except UserError:
            pass  # allowed, but taken, over, or still to come
    assert refused == set(EVERYBODY) - allowed


async def test_the_same_form_sent_at_the_same_moment_books_once(house: House) -> None:
    asker, network = await house.asker("UCHAIR"), await house.network()
    book = house.services.meetings.booking.book
    await asyncio.gather(*(book(asker, network.id, "same", WISH, house.now) for _ in range(4)))
    async with house.database.read() as session:
        assert len((await session.scalars(select(Meeting))).all()) == 1
        assert len((await session.scalars(select(Delivery).where(Delivery.kind == "meetings.card"))).all()) == 1


async def test_answers_at_the_same_moment_are_all_kept(house: House) -> None:
    meeting = await the_meeting(house)
    askers = [await house.asker(user) for user in ("UCHAIR", "ULEE", "UROSSI", "ULEE")]
    answer = house.services.meetings.answering.answer
    await asyncio.gather(*(answer(asker, meeting.id, "yes", house.now) for asker in askers))
    async with house.database.read() as session:
        assert len((await session.scalars(select(Rsvp))).all()) == 3
    await house.settle()
    (card,) = [m for m in house.channel() if "network meeting:" in m["text"]]
    assert "3 coming" in str(card["blocks"])
