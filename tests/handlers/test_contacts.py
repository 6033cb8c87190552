"""Contacts outside the schools through the front door: kept with consent alone, shared by the SEILs of a region."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update

from bot import sample
from storage.models import Area, Network
from tests.handlers.test_bulletins import click, words
from tests.handlers.test_offers import add, board
from tests.house import House, melbourne
from tests.kept import house_after
from tests.loading import person_id

NG = {
    "name": "Dr Mai Ng",
    "organisation": "Monash University",
    "kind": "university",
    "words": "Phonics and decoding in Years 7 and 8",
    "email": "mai.ng@university.example",
    "consent_how": "in_person",
}


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with house_after(set_up, url=database_url, start=melbourne("2026-05-04 10:00")) as (found, _):
        yield found


async def set_up(found: House) -> None:
    """Moonee Valley, of another region, has a SEIL of its own, Noor Aziz (UNEW)."""
    networks, moonee = found.services.networks, await found.network("Moonee Valley")
    await networks.presence.end_roles(await found.asker("UBIANCHI"), moonee.id, person_id("USEIL"), found.now)
    asker = await found.asker("UBIANCHI")
    await networks.roster.save_person(asker, moonee.id, person_id("UNEW"), ["seil"], None, found.now)
    found.world.channels[sample.MOONEE_VALLEY].members.append("UNEW")
    await found.settle()


async def listed(house: House, who: str, typed: str = "", channel: str = sample.MERRI_BEK) -> str:
    await house.person(who).command(channel, "/cop-contact", typed)
    await house.bot.router.finish()
    return words(house.said_to(who, channel)[-1])


async def test_a_contact_is_kept_with_consent_alone_shared_and_suggested(house: House) -> None:
    seil = house.person("USEIL")
    await seil.command(sample.MERRI_BEK, "/cop-contact", "new")
    await house.bot.router.finish()
    outcome = await seil.submit(seil.view, NG)
    assert not outcome.ok, "without consent nothing is kept"
    assert (await seil.submit(seil.view, NG | {"consent_on": "2026-05-01"})).ok
    await house.settle()
    await seil.close()
    # A SEIL of another region sees nothing of it.
    assert "No contacts yet" in await listed(house, "UNEW", "", sample.MOONEE_VALLEY)
    async with house.database.write() as session:
        merri_bek, moonee = (await session.scalars(select(Area).order_by(Area.id))).all()
        moonee.region_id = merri_bek.region_id
    # One of the same region finds it, and may say that they were in touch, and no more.
    theirs = await listed(house, "UNEW", "phonics", sample.MOONEE_VALLEY)
    assert "Dr Mai Ng" in theirs
    assert "Agreed on Friday 1 May, in person" in theirs
    assert "Remove" not in theirs
    await house.go_to("2026-05-06 10:00")
    await click(house, "UNEW", house.said_to("UNEW", sample.MOONEE_VALLEY)[-1], "contacts.touch")
    assert "Last in touch Wednesday 6 May" in await listed(house, "USEIL")
    # It fits a need, and an e-mail about it is ready; nothing is sent, and nobody is named.
    await add(house, "ULEE", sample.MERRI_BEK, "need", "Somebody who knows decoding in Year 7")
    shown = await board(house)
    assert "*Dr Mai Ng* (Monash University) may help" in words(shown)
    await click(house, "USEIL", shown, "offers.draft")
    draft = words(seil.view)
    assert "mailto:mai.ng@university.example?subject=" in draft
    assert "A colleague of Pascoe Hill Primary School" in draft
    await seil.close()
    assert "keeps contacts outside the schools" in await listed(house, "UCHAIR")
    # Of both networks their SEIL, she need not say which: whoever sees the one's contacts sees the other's.
    merri_bek_id, moonee_id = [(await house.network(name)).id for name in ("Merri-bek", "Moonee Valley")]
    await house.services.networks.roster.save_person(
        await house.asker("UBIANCHI"), moonee_id, person_id("USEIL"), ["seil"], None, house.now
    )
    dm = seil.dm_with_bot().id
    await seil.command(dm, "/cop-contact", "new Jane Citizen")
    await house.bot.router.finish()
    assert '"initial_value": "Jane Citizen"' in json.dumps(seil.view)
    await seil.close()
    async with house.database.write() as session:
        await session.execute(update(Network).where(Network.id == merri_bek_id).values(self_made=True))
    await seil.command(dm, "/cop-contact", "new Jane Citizen")
    await house.bot.router.finish()
    assert "Which one do you mean" in words(house.said_to("USEIL", dm)[-1])
    async with house.database.write() as session:
        await session.execute(update(Network).where(Network.id == merri_bek_id).values(self_made=False))
    # Removed, nothing of it stays.
    await listed(house, "USEIL")
    await click(house, "USEIL", house.said_to("USEIL")[-1], "contacts.remove")
    assert "No contacts yet" in await listed(house, "UNEW", "", sample.MOONEE_VALLEY)
