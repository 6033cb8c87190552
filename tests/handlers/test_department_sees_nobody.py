"""What the SEIL, the area director and central office see does not depend on who said what.

The same half-year is lived twice. All that is different is who answered how: the same ratings and pulse answers by
other people, of other kinds of schools and in other roles, another one declining an introduction, other findings that
the host keeps to itself, another school going along with what the network shares. Whoever takes part in principals'
performance reviews must not be able to tell the two apart, nor may the chair or the channel: results are of the whole
network, never of a group in it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot import sample
from domain.commands import COMMANDS
from domain.introductions import Reply
from services.introductions import AskIntroduction
from services.peer_reviews import StartRound
from storage import networks as network_rows
from storage.models import Network
from storage.models.assessments import AssessmentRound
from storage.models.introductions import Introduction
from storage.models.peer_reviews import ReviewVisit
from storage.models.pulses import Pulse
from tests.handlers.test_bulletins import click
from tests.house import START, House
from tests.in_the_loop import sqlite_in_the_loop
from tests.kept import house_after
from tests.loading import person_id
from tests.turns import everything

DEPARTMENT = ("USEIL", "UAREA", "UCENTRAL")
PRINCIPALS = ("ULEE", "UROSSI", "UHADDAD", "UWALSH", "USINGH", "UCOOPER")
RATERS = ("UCHAIR", "UEXEC1", "UEXEC2")
PULSE_ANSWERS, RATINGS = (1, 2, 3, 4, 4, 2), (1, 3, 4)
NO_WORDS, ALL_WORDS = ("",), ("", "results", "agree", "trend", "gap", "Merri-bek")
PRINCIPALS_OWN = "a finding that the host keeps"
CHANNEL = "the channel"


async def answer_pulses(house: House, answers: Sequence[int]) -> None:
    async with house.database.read() as session:
        opened = (await session.scalars(select(Pulse).where(Pulse.status == "open"))).all()
    for pulse in opened:
        for person, level in zip(PRINCIPALS, answers, strict=True):
            await house.services.pulses.answer(await house.asker(person), pulse.id, level, house.now)
    async with house.database.write() as session:  # one question that is answered says as much as nine
        await session.execute(update(Network).values(weekly_pulse=False))


async def introduce(house: House, declines: str) -> None:
    asked = AskIntroduction(person_id("ULEE"), person_id("UROSSI"), "Both work on reading.")
    await house.services.introductions.ask(await house.asker("USEIL"), asked, house.now)
    await house.settle()
    async with house.database.read() as session:
        introduction = (await session.scalars(select(Introduction))).one()
    await house.services.introductions.answer(await house.asker(declines), introduction.id, Reply.NO, house.now)


async def review(house: House, findings: str) -> None:
    rounds, chair, network = house.services.peer_reviews.rounds, await house.asker("UCHAIR"), await house.network()
    form = await rounds.form(chair, network.id, house.now)
    await rounds.propose(StartRound(network.id, (), form.due_on), chair, house.now)
    proposal = await rounds.look(chair, network.id)
    await rounds.approve(chair, proposal.round_id, house.now)
    async with house.database.write() as session:
        visit = (await session.scalars(select(ReviewVisit).order_by(ReviewVisit.id))).first()
        assert visit is not None
        visit.status, visit.visit_on, visit.findings = "done", house.local.date(), findings


async def agree_to_share(house: House) -> None:
    """On what schools work on and find hard; it holds two school weeks later."""
    agreements, network = house.services.agreements, await house.network()
    chair, seil = await house.asker("UCHAIR"), await house.asker("USEIL")
    proposed = (await agreements.propose(chair, network.id, 0, house.now)).under_way
    assert proposed is not None
    await agreements.agree(seil, proposed.step_id, house.now)
    async with house.database.write() as session:
        for school in await network_rows.schools(session, network.id):
            school.fiso_focus = "data"


async def go_along(house: House, who: str) -> None:
    network, asker = await house.network(), await house.asker(who)
    own = (await house.services.agreements.show(asker, network.id, house.now)).own
    assert own is not None
    await house.services.agreements.own.go_along(asker, network.id, own.school_id, 1, house.now)
    listed = (await house.services.agreements.schools(await house.asker("UWALSH"), network.id, house.now)).schools
    assert len(listed) == 1, "other members see who goes along"


async def rate(house: House, ratings: Sequence[int]) -> None:
    async with house.database.read() as session:
        network = await house.network()
        found = select(AssessmentRound).where(AssessmentRound.network_id == network.id)
        opened = (await session.scalars(found)).one()
    keys = house.services.app.instrument.item_keys
    for person, level in zip((*RATERS, "USEIL"), (*ratings, 3), strict=True):
        given = dict.fromkeys(keys, level)
        await house.services.assessments.save(await house.asker(person), opened.id, given, house.now)


def texts(shown: Any) -> list[str]:
    """Every text in messages and forms, without ids and times that are made up anew in each life."""
    if isinstance(shown, dict):
        own = [shown[name] for name in ("text", "alt_text") if isinstance(shown.get(name), str)]
        return own + [text for value in shown.values() for text in texts(value)]
    return [text for value in shown for text in texts(value)] if isinstance(shown, list) else []


async def sight(house: House, who: str, words: Sequence[str]) -> list[str]:
    """All that this person has been told or can look up: their conversations, each command, their Home tab.

    words: what is typed behind each command.
    """
    person = house.person(who)
    dm = person.dm_with_bot().id
    for command in COMMANDS:
        for text in words:
            await person.command(dm, command.name, text)
            if who in house.world.channels[sample.MERRI_BEK].members:
                await person.command(sample.MERRI_BEK, command.name, text)
    await house.settle()
    if who in ("USEIL", "UCHAIR"):
        await person.command(sample.MERRI_BEK, "/cop-network", "agreement")
        await house.bot.router.finish()
        await click(house, who, house.said_to(who)[-1], "agreements.schools")
    else:
        await person.command(dm, "/cop-network", "agreement")
    await person.open_home()
    await house.settle()
    seen: list[Any] = [list(person.views), person.home]
    seen += [person.messages(channel.id) for channel in house.world.channels_of(who)]
    seen += [person.ephemerals(channel) for channel in (dm, sample.MERRI_BEK)]
    return texts(seen)


async def until_asked(house: House) -> None:
    """The first questions of the term are open."""
    await live_on(house, "2026-04-28 12:00")


async def live_on(house: House, *days: str) -> None:
    """Until the last of these days; with a look at what falls due on each of them, unless there is time for all."""
    for day in days:
        await (house.go_to if everything() else house.jump)(day)


async def live(url: str, words: Sequence[str], *, turned: bool) -> dict[str, list[str]]:
    """A half-year; turned: with everybody's answers given by somebody else. Gives what the department sees."""
    step = -1 if turned else 1
    async with house_after(until_asked, url=url, start=START, weekly_pulse=True) as (house, _):
        await answer_pulses(house, PULSE_ANSWERS[::step])
        await introduce(house, "UROSSI" if turned else "ULEE")
        await review(house, f"{PRINCIPALS_OWN}, {'well' if turned else 'badly'}")
        await agree_to_share(house)
        await live_on(house, "2026-05-05 12:00", "2026-05-19 12:00")
        await rate(house, RATINGS[::step])
        await go_along(house, "UROSSI" if turned else "ULEE")
        await live_on(house, "2026-06-02 12:00", "2026-06-09 12:00", "2026-06-23 12:00")
        found = {who: await sight(house, who, words) for who in DEPARTMENT}
        found["UCHAIR"] = [text for text in await sight(house, "UCHAIR", words) if PRINCIPALS_OWN not in text]
        assert "Semester 1, 2026" in json.dumps(found["UCHAIR"])
        found[CHANNEL] = texts(house.channel())
        return found


@pytest.fixture
def two_databases(sqlite_template: Path, tmp_path: Path) -> Iterator[list[str]]:
    paths = [tmp_path / "one.db", tmp_path / "other.db"]
    for path in paths:
        shutil.copy(sqlite_template, path)
    with sqlite_in_the_loop():
        yield [f"sqlite:///{path}" for path in paths]


@pytest.mark.parametrize("words", [NO_WORDS, pytest.param(ALL_WORDS, marks=pytest.mark.long)])
async def test_nobody_can_tell_which_person_role_or_kind_of_school_said_what(
    two_databases: list[str], words: Sequence[str]
) -> None:
    as_it_is = await live(two_databases[0], words, turned=False)
    turned = await live(two_databases[1], words, turned=True)
    for who in (*DEPARTMENT, "UCHAIR", CHANNEL):
        assert as_it_is[who], f"{who} sees something"
        assert sorted(as_it_is[who]) == sorted(turned[who]), who
    for who in DEPARTMENT:
        assert not [text for text in as_it_is[who] if PRINCIPALS_OWN in text]
    assert any("What schools of Merri-bek say" in text for text in as_it_is["USEIL"])
    assert any("how many said Emerging" in text for text in as_it_is["USEIL"]), "the SEIL sees the spread"
