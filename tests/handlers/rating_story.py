"""What leaders do with a self-assessment, for the stories about it: rate, close, agree and confirm."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, select

from bot import sample
from practice.slack.person import Person
from prompts.instrument import load_instrument
from storage.models.assessments import AssessmentRound
from tests.house import House, melbourne
from tests.loading import person_id

INSTRUMENT = load_instrument()
OPEN_DAY, CLOSED = "2026-05-19 09:00", "2026-06-06 09:00"
RATERS = ("UCHAIR", "UEXEC1", "UEXEC2", "USEIL")


def level(key: str) -> str:
    return f"assessments.level:{key}"


def part(page: int, chosen: str = "2", **other: str) -> dict[str, str]:
    """The fields of one pillar, every item at the same level but for those named (with _ for -)."""
    keys = INSTRUMENT.pillars[page].item_keys
    return {level(key): other.get(key.replace("-", "_"), chosen) for key in keys}


def everything(chosen: str = "2", **other: str) -> dict[str, str]:
    """The fields of the whole form."""
    return {name: value for page in range(3) for name, value in part(page, chosen, **other).items()}


async def jump(house: House, moment: str) -> None:
    """Move the clock in one step, which is quicker than living through every day; what was due is caught up."""
    house.world.clock.set(melbourne(moment).timestamp())
    await house.settle()


async def typed(house: House, user_id: str, text: str = "") -> Person:
    """The person after they typed /cop-assess and were answered."""
    person = house.person(user_id)
    await person.command(sample.MERRI_BEK, "/cop-assess", text)
    await house.bot.router.finish()
    return person


async def press(house: House, person: Person, action_id: str) -> None:
    """Press a button in the form and wait for what it does."""
    await person.click(person.view["id"], action_id)
    await house.bot.router.finish()


async def begin(house: House, user_id: str) -> Person:
    """The person with the first part of the form in front of them."""
    person = await typed(house, user_id)
    if person.view["callback_id"] == "assessments.intro":
        await person.submit(person.view["id"])
    return person


async def rate(house: House, user_id: str, chosen: str = "2", **other: str) -> Person:
    """Fill in the whole form."""
    person = await begin(house, user_id)
    outcome = await person.submit(person.view["id"], everything(chosen, **other))
    assert outcome.ok, outcome
    return person


async def count(house: House, *criteria: Any) -> int:
    async with house.database.read() as session:
        return await session.scalar(select(func.count()).select_from(*criteria)) or 0


def shown(thing: Any) -> str:
    return json.dumps(thing["blocks"], ensure_ascii=False)


async def say_to(house: House, user_id: str, text: str = "") -> str:
    """What the person is answered, alone."""
    await typed(house, user_id, text)
    await house.settle()
    return str(house.said_to(user_id)[-1]["text"])


async def give_role(house: House, user_id: str, role: str) -> None:
    from storage.models import Membership

    network = await house.network()
    async with house.database.write() as session:
        session.add(
            Membership(
                workspace_id=network.workspace_id,
                network_id=network.id,
                person_id=person_id(user_id),
                role=role,
                since=house.now,
            )
        )


async def open_by_hand(house: House, user_id: str = "UCHAIR", closes: str = "2026-05-08") -> Any:
    person = await typed(house, user_id, "open")
    return await person.submit(person.view["id"], {"assessments.closes": closes})


async def reveal(house: House) -> None:
    """A round in which trust is rated 1, 1, 4, 4 and all else 2, revealed and told."""
    await jump(house, OPEN_DAY)
    network = await house.network()
    async with house.database.read() as session:
        round_id = await session.scalar(select(AssessmentRound.id).where(AssessmentRound.network_id == network.id))
    for user_id, trust in zip(RATERS, (1, 1, 4, 4), strict=True):
        ratings = {**dict.fromkeys(INSTRUMENT.item_keys, 2), "trust": trust}
        await house.services.assessments.save(await house.asker(user_id), round_id or 0, ratings, house.now)
    await jump(house, "2026-06-09 09:00")


async def agree(house: House, user_id: str, **levels: str) -> Person:
    """Propose these levels in the form."""
    person = await typed(house, user_id, "agree")
    for page in range(3):
        keys = [key for key in levels if key in INSTRUMENT.pillars[page].item_keys]
        values = {level(key): levels[key] for key in keys}
        outcome = await person.submit(
            person.view["id"], {**values, **{f"assessments.why:{k}": "So it is." for k in keys}}
        )
        assert outcome.ok, outcome
    return person


async def confirm(house: House, user_id: str) -> Person:
    """Confirm everything that another proposed."""
    person = await typed(house, user_id, "confirm")
    await person.submit(person.view["id"])
    await house.settle()
    return person
