"""`cop-bot person` and `cop-bot hold`, as an operator types them, beside a bot that runs."""

from __future__ import annotations

import json
import zipfile

from sqlalchemy import select

from bot import sample
from storage.models import Delivery, Membership, Person
from storage.models.actions import Action
from storage.models.every import METADATA
from storage.models.meetings import Rsvp
from tests.bot.conftest import Typed
from tests.house import House
from tests.loading import person_id

LEE = person_id("ULEE")
WORDS = "=SUM(A1) of the reading data"


async def has_a_part(house: House) -> None:
    """Lee takes on an action and says that he comes to a meeting."""
    chair = house.person("UCHAIR")
    await chair.command(sample.MERRI_BEK, "/cop-action", "add")
    await house.settle()
    await chair.submit(chair.view, {"what": WORDS, "owner": "ULEE", "due": "2026-05-15"})
    await chair.close()
    await chair.command(sample.MERRI_BEK, "/cop-meeting", "Thu 14 May 2pm at Coburg PS")
    await house.settle()
    await chair.click(house.said_to("UCHAIR")[-1], "meetings.book")
    await house.settle()
    [card] = [message for message in house.channel() if "network meeting:" in message["text"]]
    await house.person("ULEE").click(card, "meetings.answer:yes")
    await house.settle()
    assert house.dm("ULEE"), "he was told of the action"


async def everything(house: House) -> dict[str, list[object]]:
    """His row, what he holds, answers, owns, and what was said to him alone."""
    async with house.database.read() as session:
        return {
            "person": [(p.chat_id, p.erased_at) for p in await session.scalars(select(Person).where(Person.id == LEE))],
            "roles": list(
                await session.scalars(
                    select(Membership.role).where(Membership.person_id == LEE, Membership.until.is_(None))
                )
            ),
            "answers": list(await session.scalars(select(Rsvp.answer).where(Rsvp.person_id == LEE))),
            "actions": list(await session.scalars(select(Action.what).where(Action.owner_id == LEE))),
            "said": [
                row.kind for row in await session.scalars(select(Delivery)) if LEE in row.people or LEE in row.lane
            ],
        }


async def tables_with(house: House, *words: str) -> set[str]:
    """The tables in which any of these stands, in whichever column."""
    async with house.database.read() as session:
        return {
            table.name
            for table in METADATA.sorted_tables
            for row in await session.execute(select(table))
            if any(word in str(row) for word in words)
        }


async def test_a_persons_data_is_handed_out_held_and_erased(house: House, typed: Typed) -> None:
    await has_a_part(house)
    before = await everything(house)
    conversations = [one.id for one in house.world.channels.values() if one.kind == "im" and "ULEE" in one.members]
    assert conversations
    assert {"people", "deliveries", "lanes"} <= await tables_with(house, "ULEE", "Lee", *conversations)
    status, said, _ = await typed("person", "show", "daniel.lee@schools.example")
    assert status == 0
    assert "ULEE in T0COP" in said
    assert await everything(house) == before

    status, said, _ = await typed("person", "export", "ULEE", "--to", "lee.zip")
    assert status == 0, said
    with zipfile.ZipFile("lee.zip") as packed:
        told = json.loads(packed.read("data.json"))
        assert f"'{WORDS}" in packed.read("actions.csv").decode(), "nothing is worked out"
        assert "can be neither handed out nor erased" in packed.read("about.txt").decode()
    [action] = told["Actions owned, added or finished"]
    assert (action["you"], action["network"], action["what"]) == ("owner", "Merri-bek", WORDS)
    assert "UCHAIR" not in json.dumps(told), "other people's ids in the chat are not his"
    assert (await typed("person", "export", "ULEE", "--to", "lee.zip"))[0] == 1, "no file is overwritten"

    status, said, _ = await typed("hold", "add", "--person", "UCHAIR", "--reason", "A claim")
    assert (status, "covers Merri-bek" in said) == (0, True)
    status, _, refused = await typed("person", "erase", "ULEE", "--yes")
    assert (status, "A claim" in refused) == (1, True), "he stands in what was recorded in the network"
    assert await everything(house) == before
    assert "until" in (await typed("hold", "release", "1"))[1]

    status, said, _ = await typed("person", "erase", "ULEE")
    assert (status, f"nobody's then: {WORDS}" in said, "add --yes" in said) == (0, True, True)
    assert await everything(house) == before

    assert (await typed("person", "erase", "ULEE", "--yes"))[0] == 0
    after = await everything(house)
    [(chat_id, erased_at)] = after["person"]
    assert ("ULEE" in str(chat_id), erased_at is None) == (False, False)
    assert after["roles"] == after["answers"] == after["said"] == []
    assert after["actions"] == [WORDS], "the network's record stays"
    assert await tables_with(house, "ULEE", "Lee", *conversations) == set(), "nothing says who that was"
    assert "none changed" in (await typed("audit", "--verify"))[1]
    assert "already" in (await typed("person", "erase", LEE, "--yes"))[1]

    await house.services.app.forget_erased()
    await house.go_to("2026-05-18 12:00")
    await house.person("UCHAIR").command(sample.MERRI_BEK, "/cop-action", "")
    await house.settle()
    listed = json.dumps(house.said_to("UCHAIR")[-1])
    assert (WORDS in listed, "somebody" in listed, LEE in listed) == (True, True, False)
    await house.person("ULEE").command(sample.MERRI_BEK, "/cop-help", "")
    await house.settle()
    assert (await house.id_of("ULEE")) != LEE, "who comes back is somebody new"
