"""Records that have been kept long enough go, are counted in the audit, and stay under a legal hold."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from bot import sample
from storage.models import AuditEntry, Base, Delivery, HandledRequest
from storage.models.actions import Action
from storage.models.meetings import Meeting, Rsvp
from tests.house import House

YEAR = timedelta(days=366)


async def lived(house: House) -> None:
    """A meeting to which somebody comes, and an action that is done."""
    chair, lee = house.person("UCHAIR"), house.person("ULEE")
    await chair.command(sample.MERRI_BEK, "/cop-meeting", "Thu 14 May 2pm at Coburg PS")
    await house.settle()
    await chair.click(house.said_to("UCHAIR")[-1], "meetings.book")
    await house.settle()
    [card] = [message for message in house.channel() if "network meeting:" in message["text"]]
    await lee.click(card, "meetings.answer:yes")
    await chair.command(sample.MERRI_BEK, "/cop-action", "add")
    await house.settle()
    await chair.submit(chair.view, {"what": "Send the data", "owner": "ULEE", "due": "2026-05-15"})
    await chair.close()
    await house.settle()
    await lee.click(house.dm("ULEE")[-1], "actions.card_done")
    await house.settle()


async def there(house: House, *models: type[Base]) -> list[int]:
    async with house.database.read() as session:
        return [await session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


async def audited(house: House) -> list[dict[str, Any]]:
    async with house.database.read() as session:
        entries = await session.scalars(
            select(AuditEntry).where(AuditEntry.action == "retention.erased").order_by(AuditEntry.id)
        )
        return [entry.details["erased"] for entry in entries]


async def test_records_go_when_their_time_is_over_unless_they_are_held(house: House) -> None:
    await lived(house)
    retention, holds = house.services.retention, house.services.holds
    kept = await there(house, Rsvp, Delivery, HandledRequest, Action, Meeting)
    assert all(kept), "each is there"
    assert await retention.erase(house.now + timedelta(days=80)) == 0
    assert await there(house, Rsvp, Delivery, HandledRequest, Action, Meeting) == kept

    hold = await holds.hold_school("Pascoe Hill Primary School", "Merri-bek", "A claim", house.now)
    later = house.now + 3 * YEAR
    await retention.erase(later)
    assert await there(house, Rsvp, Delivery, Action, Meeting) == [kept[0], kept[1], kept[3], kept[4]]
    assert await there(house, HandledRequest) == [0], "a click's key tells nothing of anybody"
    standing = {one.kind: one for one in await retention.standing(later)}
    assert (standing["replies"].older, standing["replies"].held) == (0, 1)

    await holds.release(hold.hold_id, later)
    assert {one.kind: one.older for one in await retention.standing(later)}["replies"] == 1
    await retention.erase(later)
    assert await there(house, Rsvp, Delivery, HandledRequest) == [0, 0, 0]
    assert await there(house, Action, Meeting) == kept[3:], "they are kept for seven years"
    assert await audited(house) == [{"clicks": kept[2]}, {"replies": 1, "messages": kept[1]}]

    await retention.erase(house.now + 8 * YEAR)
    assert await there(house, Action, Meeting) == [0, 0]
    assert (await audited(house))[-1] == {"actions": 1, "meetings": 1}
    [chain] = await house.services.audit.check()
    assert not chain.faults
    await house.settle()
    await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-summary", "")
    await house.settle()
    assert "Merri-bek" in str(house.said_to("UCHAIR")[-1]), "the bot goes on without them"


async def test_a_worker_erases_every_few_hours_and_forgets_whom_another_process_erased(house: House) -> None:
    worker = house.bot.worker
    worker.start()
    try:
        assert worker._scheduler is not None
        jobs = {job.id: job for job in worker._scheduler.get_jobs()}
        assert jobs["retention"].trigger.interval <= timedelta(hours=24)
        assert jobs["forget"].trigger.interval <= timedelta(seconds=30)
        await jobs["retention"].func()
        await jobs["forget"].func()
    finally:
        await worker.stop()
