"""What somebody has just asked for does not wait behind what the schedule says to everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from domain.rate_limits import TokenBucket
from prompts.instrument import load_instruments
from services.context import AppContext
from services.delivery import outbox
from services.delivery.engine import DeliveryService
from services.directory import Directory
from storage import rate_limits as gates
from storage.calendars import load_calendar
from storage.database import Database
from storage.models import Network, Workspace
from tests.services.announcing import ANNOUNCEMENTS
from tests.services.speaking import Remembering

NOW = datetime(2026, 4, 20, 8, 30, tzinfo=UTC)
BUCKET, WAITING = 4, 5
PACE = TokenBucket(120, BUCKET)
"""A small workspace: so many posts at once, then two a second."""


class Office:
    """One workspace in the midst of an opening: `queued` messages to as many people, of which a bucketful is out."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.messenger = Remembering()
        context = AppContext(database, self.messenger, load_instruments, load_calendar, Directory(database))
        self.service = DeliveryService(context, ANNOUNCEMENTS, "worker")
        self.now = NOW

    async def open(self, queued: int) -> None:
        async with self.database.write(routine=True) as session:
            home = Workspace(slack_id="T1", name="Schools")
            session.add(home)
            await session.flush()
            self.network = Network(workspace_id=home.id, name="A", channel_id="CA", created_at=NOW)
            session.add(self.network)
            await session.flush()
            for number in range(queued):
                self._say(session, f"U{number:04d}")
        await self.service.deliver_due(self.now)

    async def tell(self, person: str, words: int = 1, *, routine: bool = False, at: datetime | None = None) -> None:
        async with self.database.write(routine=routine) as session:
            for _ in range(words):
                self._say(session, person, at)

    def _say(self, session: AsyncSession, person: str, at: datetime | None = None) -> None:
        outbox.post_to_people(session, self.network, "test.words", {"word": 1}, [person], now=self.now, due_at=at)

    async def next_to(self, seconds: float) -> list[str]:
        """Whom the messages of the next seconds went to."""
        before, end = len(self.messenger.said), self.now + timedelta(seconds=seconds)
        while (due := await self.service.next_due()) is not None and due <= end:
            self.now = max(due, self.now)
            await self.service.deliver_due(self.now)
        self.now = end
        return [channel_id for channel_id, _ in self.messenger.said[before:]]


@pytest.fixture
async def office(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    monkeypatch.setitem(gates.PACES, gates.POST, PACE)
    database = Database(database_url)
    office = Office(database)
    try:
        await office.open(BUCKET + WAITING)
        assert len(office.messenger.said) == BUCKET
        yield office
    finally:
        await database.close()


async def test_an_answer_overtakes_an_opening(office: Office) -> None:
    await office.tell("UASKS")
    assert await office.next_to(1) == ["UASKS", f"U{BUCKET:04d}"]


async def test_the_opening_goes_on_where_it_was(office: Office) -> None:
    await office.tell("UASKS")
    expected = ["UASKS", *(f"U{number:04d}" for number in range(BUCKET, BUCKET + WAITING))]
    assert await office.next_to(60) == expected


async def test_several_answers_to_one_person_all_go_first(office: Office) -> None:
    await office.tell("UASKS", 3)
    said = await office.next_to(3)
    assert said[0] == "UASKS"
    assert said.count("UASKS") == 3  # one a second, as the conversation takes them


async def test_a_conversation_keeps_its_order_and_is_served_as_a_whole(office: Office) -> None:
    """The last of the opening has asked for something: the opening comes first, in their conversation."""
    last = f"U{BUCKET + WAITING - 1:04d}"
    await office.tell(last)
    said = await office.next_to(1.5)
    assert said[0] == last
    assert said.count(last) == 2


async def test_what_the_schedule_says_later_waits_its_turn(office: Office) -> None:
    await office.tell("ULATER", routine=True)
    assert (await office.next_to(60))[-1] == "ULATER"


async def test_what_is_put_off_until_morning_is_waited_for_by_nobody(office: Office) -> None:
    await office.tell("UMORNING", at=NOW + timedelta(seconds=1))
    assert (await office.next_to(60))[-1] == "UMORNING"
