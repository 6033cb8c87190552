"""`cop-bot contact`, as an operator types it."""

from __future__ import annotations

import json

from sqlalchemy import select

from storage.models.contacts import Contact
from tests.bot.conftest import Typed
from tests.house import House
from tests.loading import person_id


async def test_an_operator_hands_out_what_is_kept_of_a_contact_and_erases_it(house: House, typed: Typed) -> None:
    async with house.database.write() as session:
        network, day = await house.network(), house.now.date()
        session.add(
            Contact(
                workspace_id=network.workspace_id,
                network_id=network.id,
                name="Dr Mai Ng",
                organisation="Monash University",
                kind="university",
                words="Phonics",
                email="Mai.Ng@university.example",
                vouched_by_id=person_id("USEIL"),
                in_touch_on=day,
                consent_on=day,
                consent_how="in_person",
                added_at=house.now,
            )
        )
    who = "mai.ng@university.example"
    status, said, _ = await typed("contact", "export", who)
    [entry] = json.loads(said)
    assert (status, entry["name"], entry["agreed"]) == (0, "Dr Mai Ng", "in_person")
    assert "add --yes" in (await typed("contact", "erase", who))[1]
    await typed("hold", "add", "--network", "Merri-bek", "--reason", "A claim")
    assert (await typed("contact", "erase", who, "--yes"))[0] == 1, "under a legal hold nothing goes"
    await typed("hold", "release", "1")
    assert (await typed("contact", "erase", who, "--yes"))[0] == 0
    async with house.database.read() as session:
        assert (await session.scalars(select(Contact))).all() == []
    assert (await typed("contact", "export", who))[0] == 1
    assert "none changed" in (await typed("audit", "--verify"))[1]
