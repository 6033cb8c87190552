"""What a network agrees to share: step by step, each school free to stay behind, in both chats and in every view."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from domain.agreements import Step
from domain.errors import Gone, Refused
from domain.kept_instrument import instrument_as_data
from practice.slack import payloads
from practice.slack.response_urls import Origin
from prompts.agreements.cards import agreement_card
from prompts.button_data import encode
from storage import networks as network_rows
from storage import schools as school_rows
from storage.models import AuditEntry, Delivery, Membership, School
from storage.models.agreements import SharingSchool, SharingStep
from storage.models.assessments import AgreedLevel, AssessmentResult, AssessmentRound
from storage.models.network_links import NetworkLink
from tests.both_chats import CHATS, Town, open_town
from tests.handlers.test_bulletins import click, words
from tests.handlers.test_department_sees_nobody import texts
from tests.house import House, melbourne
from tests.kept import house_after
from tests.loading import person_id
from tests.tables import in_one_house
from tests.turns import everything

WEDNESDAY = melbourne("2026-05-13 10:00")
PASCOE, MORELAND, BLUESTONE = "Pascoe Hill", "Moreland Park", "Bluestone Street"
SAYS = {"curriculum": "What is taught", "culture": "Respect and working together", "data": "Data and evidence"}


@pytest.fixture(params=CHATS)
async def town(request: pytest.FixtureRequest, database_url: str) -> AsyncIterator[Town]:
    async with open_town(request.param, database_url, WEDNESDAY) as found:
        yield found


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    async with house_after(set_up, url=database_url, start=WEDNESDAY, weekly_pulse=False) as (found, _):
        yield found


async def set_up(found: House) -> None:
    """Three schools say what they find hard; the two networks are linked, and each agreed that its trust is high."""
    async with found.database.write() as session:
        here, moonee = await found.network(), await found.network("Moonee Valley")
        session.add(
            NetworkLink(
                workspace_id=here.workspace_id,
                network_id=here.id,
                other_network_id=moonee.id,
                asked_at=found.now,
                agreed_at=found.now,
            )
        )
        for school in await network_rows.schools(session, here.id):
            if school.name.startswith((PASCOE, MORELAND, BLUESTONE)):
                school.fiso_focus, school.finds_hard = "curriculum", "data"
        for half_year, level in (("2025-S1", 2), ("2025-S2", 3)):
            await agree_on(found, session, half_year, level)


async def agree_on(house: House, session: Any, half_year: str, level: int) -> None:
    """An assessment of Merri-bek, of which the network was told that trust stands at that level."""
    network, instrument = await house.network(), house.services.app.instrument
    told = AssessmentRound(
        workspace_id=network.workspace_id,
        network_id=network.id,
        half_year=half_year,
        instrument_version=instrument.version,
        instrument=instrument_as_data(instrument),
        opens_at=house.now - timedelta(days=200),
        closes_at=house.now - timedelta(days=180),
        closed_at=house.now - timedelta(days=180),
        settled_at=house.now - timedelta(days=160),
        status="revealed",
        raters_finished=3,
    )
    session.add(told)
    await session.flush()
    of_round = {"workspace_id": network.workspace_id, "round_id": told.id}
    for item in instrument.item_keys[:4]:
        session.add_all(AssessmentResult(**of_round, item_key=item, level=given, count=2) for given in (1, 2, 4))
    session.add(
        AgreedLevel(
            workspace_id=network.workspace_id,
            round_id=told.id,
            item_key="trust",
            level=level,
            reason="We said so",
            recorded_by_id=person_id("UCHAIR"),
            recorded_at=house.now,
        )
    )


async def stand(house: House, step: int, **schools: int) -> None:
    """Put the network at a step, and schools (by the word of their principal) as far as they go."""
    network = await house.network()
    common = {"workspace_id": network.workspace_id, "network_id": network.id}
    async with house.database.write() as session:
        await session.execute(delete(SharingStep))
        await session.execute(delete(SharingSchool))
        moments = dict.fromkeys(("proposed_at", "agreed_at", "holds_from"), house.now)
        session.add(SharingStep(**common, step=step, proposed_by=person_id("UCHAIR"), **moments))
        for who, far in schools.items():
            role = select(Membership).where(Membership.person_id == person_id(who), Membership.until.is_(None))
            school_id = (await session.scalars(role)).one().school_id
            session.add(SharingSchool(**common, school_id=school_id, step=far, since=house.now))


async def test_a_step_is_proposed_agreed_on_told_and_each_school_decides_for_itself(town: Town) -> None:
    chair, seil, lee, rossi = (town.person(word) for word in ("UCHAIR", "USEIL", "ULEE", "UROSSI"))
    await chair.types("network agreement")
    assert "No more than every network does" in chair.sees()
    await chair.presses("Propose step 1")
    assert "It waits for the yes of" in chair.sees()
    assert "Yes, from two weeks on" not in chair.labels(), "nobody agrees with themselves"
    assert "It waits for your yes" in await seil.opens_home()
    await seil.types("network agreement")
    await seil.presses("Yes, from two weeks on")
    assert "From Wednesday 27 May we share more in Merri-bek" in lee.reads()

    for principal, focus in ((lee, "curriculum"), (rossi, "data")):
        await principal.types("network agreement")
        assert "stays behind" in principal.sees()
        await principal.presses("About my school")
        assert await principal.fills_in(**{"peer_reviews.fiso_focus": focus}) == ""
    await lee.types("network agreement")
    assert "If you go along, up to step 1" in lee.sees()
    assert "works on What is taught" in lee.sees()
    await lee.presses("Go along")
    assert "goes along up to step 1" in lee.sees()
    assert "What our schools say" not in lee.labels(), "it does not hold yet"

    await town.house.go_to("2026-05-27 09:00")
    await rossi.types("network agreement")
    await rossi.presses("What our schools say")
    assert f"{PASCOE} Primary School: works on What is taught" in rossi.sees()
    assert MORELAND not in rossi.sees(), "it stays behind"
    await seil.types("network agreement")
    await seil.presses("What our schools say")
    assert PASCOE in seil.sees()
    assert MORELAND in seil.sees(), "so the SEIL cannot tell who goes along"

    await lee.types("network agreement")
    await lee.presses("Go back a step")
    assert "stays behind" in lee.sees()
    await rossi.types("network agreement")
    await rossi.presses("What our schools say")
    assert "No school shows anything yet" in rossi.sees()
    await chair.types("network agreement")
    await chair.presses("Go back a step")
    assert "ended what Merri-bek shared by its agreement" in lee.reads()
    await rossi.types("network agreement")
    assert "No more than every network does" in rossi.sees()

    await chair.types("network agreement")
    await chair.presses("Propose step 1")
    await seil.types("network agreement")
    await seil.presses("Take it back")
    assert "taken back what you proposed for Merri-bek" in chair.reads(None)
    assert "taken back what you proposed" not in seil.reads(None)


PEOPLE = {
    "chair": "UCHAIR",
    "executive": "UEXEC1",
    "member": "UWALSH",
    "delegate": "UCHEN",
    "seil": "USEIL",
    "linked": "UBIANCHI",
    "linked_member": "UBROWN",
    "area": "UAREA",
    "central": "UCENTRAL",
    "operator": "UADMIN",
    "nobody": "UNEW",
}
NETWORK = {"chair", "executive", "member", "delegate", "seil"}
LEADING = {"chair", "executive", "seil"}
VIEWS: dict[str, tuple[tuple[set[str], int], ...]] = {
    "levels": ((LEADING, 0), ({"member", "delegate"}, 1), ({"area", "central"}, 4)),
    "schools": ((NETWORK, 1),),
    "linked": (({"linked", "linked_member", "seil"}, 3),),
}
"""Of each view, who sees it from which step on; nobody else ever does. The SEIL serves both networks."""


async def press(house: House, who: str, action: str, **ids: int) -> str:
    """What somebody is told who presses a button that carries these ids, whether or not it was ever shown to them."""
    channel = house.person(who).dm_with_bot().id
    button = {"type": "button", "action_id": f"agreements.{action}", "block_id": "b", "value": encode(**ids)}
    url = house.hub.response_url(Origin(channel, who, None))
    body = payloads.shortcut(house.world, who, "none")
    body |= {
        "type": "block_actions",
        "actions": [button],
        "response_url": url,
        "channel": {"id": channel, "name": "dm"},
    }
    assert (await house.hub.deliver("interactive", body)).ok
    await house.bot.router.finish()
    return words(house.said_to(who, channel)[-1])


BY_STEP_AND_ROLE = [(step, role) for step in Step for role in PEOPLE]


@in_one_house("step, role", BY_STEP_AND_ROLE if everything() else BY_STEP_AND_ROLE[::2])
async def test_every_view_of_shared_data_by_step_and_role(house: House, step: Step, role: str) -> None:
    """Each button is pressed by everybody. On the agreement's card stand those that show something, and no others."""
    await stand(house, step, ULEE=step)
    here, moonee, who = await house.network(), await house.network("Moonee Valley"), PEOPLE[role]
    may = {view for view, rows in VIEWS.items() for roles, opened in rows if role in roles and step >= opened}
    said = {
        "levels": await press(house, who, "levels", network=here.id),
        "schools": await press(house, who, "schools", network=here.id),
        "linked": await press(house, who, "linked", network=moonee.id, linked=here.id),
    }
    head = {"levels": "Levels that Merri-bek agreed on", "schools": "What schools of", "linked": "What Merri-bek shows"}
    assert {view for view in said if head[view] in said[view]} == may
    levels = {view for view in may if "3 Embedding (Semester 2, 2025)" in said[view]}
    assert levels == may - {"schools"}
    assert {view for view in said if "Semester 1, 2025" in said[view]} == may & {"levels"}, "the newest alone"
    assert {view for view in said if PASCOE in said[view]} == may - {"levels"}
    behind = may - {"levels"} if role in ("chair", "seil") else set()
    assert {view for view in said if MORELAND in said[view]} == behind, "chair and SEIL cannot tell who goes along"
    hard = may & {"schools"} if step >= Step.DIFFICULTIES else set()
    assert {view for view in said if "finds hard" in said[view]} == hard, "which goes to no other network"
    if role not in ("operator", "nobody", "linked", "linked_member"):
        card = agreement_card(await house.services.agreements.show(await house.asker(who), here.id, house.now))
        shown = {view for view in ("levels", "schools") if f"agreements.{view}" in str(card.elements)}
        assert shown == may & {"levels", "schools"}


async def test_no_step_opens_ratings_or_the_whole_summary_to_anybody_else(house: House) -> None:
    """What is there without an agreement stays as it was at the last step: the area sees pillars, a member nothing."""
    asked: dict[tuple[str, Step], list[str]] = {}
    for step in (Step.START, Step.AREA):
        await stand(house, step, ULEE=step)
        for who in ("ULEE", "UAREA", "UEXEC1"):
            before, person = len(house.dm(who)), house.person(who)
            for view in ("", "trend", "gap"):
                await person.command(person.dm_with_bot().id, "/cop-summary", f"{view} Merri-bek")
                await house.settle()
            asked[who, step] = texts(house.dm(who)[before:])
    for who in ("ULEE", "UAREA", "UEXEC1"):
        assert asked[who, Step.START] == asked[who, Step.AREA], who
    assert not asked["ULEE", Step.AREA]
    titles = [item.title for item in house.services.app.instrument.items[:4]]
    assert not [title for title in titles if title in str(asked["UAREA", Step.AREA])]
    assert titles[0] in str(asked["UEXEC1", Step.AREA]), "which those who lead see"


async def test_whoever_is_seil_there_too_sees_no_less_of_a_linked_network(house: House) -> None:
    """Else they could tell who goes along, by looking from the other network."""
    here, moonee = await house.network(), await house.network("Moonee Valley")
    await stand(house, Step.LINKED, ULEE=3, UROSSI=1)
    service = house.services.agreements

    async def seen(who: str) -> list[str]:
        return [
            each.school
            for each in (await service.linked(await house.asker(who), moonee.id, here.id, house.now)).schools
        ]

    assert [name.split(" Primary")[0] for name in await seen("UBIANCHI")] == [PASCOE]
    assert [name.split(" Primary")[0] for name in await seen("USEIL")] == [BLUESTONE, MORELAND, PASCOE]


async def test_nobody_hears_what_a_school_chooses_and_nothing_of_it_is_written_down(house: House) -> None:
    await stand(house, Step.DIFFICULTIES)
    here, lee, own = await house.network(), await house.asker("ULEE"), house.services.agreements.own
    found = (await house.services.agreements.show(lee, here.id, house.now)).own
    assert found is not None

    async def written() -> tuple[int, ...]:
        async with house.database.read() as session:
            counts = [await session.scalar(select(func.count()).select_from(kind)) for kind in (AuditEntry, Delivery)]
            return tuple(count or 0 for count in counts)

    before = await written()
    await own.go_along(lee, here.id, found.school_id, 2, house.now)
    await own.stay(lee, here.id, found.school_id, house.now)
    assert await written() == before
    async with house.database.read() as session:
        [kept] = (await session.scalars(select(SharingSchool))).all()
    assert kept.step == Step.STRENGTHS, "the newest choice alone"
    with pytest.raises(Refused, match="choose_sharing"):
        await own.go_along(await house.asker("UCHAIR"), here.id, found.school_id, 2, house.now)


async def test_a_link_that_ends_shows_nothing_more(house: House) -> None:
    here, moonee = await house.network(), await house.network("Moonee Valley")
    await stand(house, Step.LINKED, ULEE=3)
    service, asker = house.services.agreements, await house.asker("UBIANCHI")
    assert (await service.linked(asker, moonee.id, here.id, house.now)).schools
    async with house.database.read() as session:
        link = (await session.scalars(select(NetworkLink))).one()
    await house.services.showcases.links.end(await house.asker("UCHAIR"), link.id, house.now)
    await house.go_to(house.now + timedelta(days=1))
    assert "*Merri-bek* has ended its link with *Moonee Valley*" in house.dm("UBIANCHI")[-1]["text"]
    assert not [said for said in house.dm("UCHAIR") if "has ended its link" in said["text"]]
    with pytest.raises(Gone):
        await service.linked(asker, moonee.id, here.id, house.now)


async def test_a_step_back_and_a_school_that_leaves_take_their_yes_along(house: House) -> None:
    """What a school said counts for the network that it said it in, and for no step that comes anew."""
    await stand(house, Step.DIFFICULTIES, ULEE=2, UROSSI=2)
    here, service = await house.network(), house.services.agreements

    async def seen() -> dict[str, str]:
        found = await service.schools(await house.asker("UWALSH"), here.id, house.now)
        return {each.school.split(" Primary")[0]: each.finds_hard for each in found.schools}

    assert await seen() == {MORELAND: "data", PASCOE: "data"}
    await service.lower(await house.asker("USEIL"), here.id, 2, house.now)
    assert await seen() == {MORELAND: "", PASCOE: ""}
    asked = (await service.propose(await house.asker("USEIL"), here.id, 1, house.now)).under_way
    assert asked is not None
    await service.agree(await house.asker("UCHAIR"), asked.step_id, house.now)
    await house.go_to("2026-06-10 10:00")
    assert await seen() == {MORELAND: "", PASCOE: ""}, "to go as far again they say so again"
    async with house.database.write() as session:
        left = (await session.scalars(select(School).where(School.name.startswith(MORELAND)))).one()
        await school_rows.leave(session, here.id, [left.id], house.now)
        await school_rows.join(
            session, await network_rows.network(session, here.workspace_id, here.id), left.id, house.now
        )
    assert await seen() == {PASCOE: ""}


async def test_a_joint_group_goes_no_step_whatever_its_schools_networks_agreed_on(house: House) -> None:
    here, service = await house.network(), house.services.agreements
    async with house.database.write() as session:
        (await session.merge(here)).kind = "group"
    card = await service.show(await house.asker("UCHAIR"), here.id, house.now)
    assert "agreements.propose" not in str(agreement_card(card).elements)
    with pytest.raises(Refused, match="at_home"):
        await service.propose(await house.asker("UCHAIR"), here.id, 0, house.now)


async def test_it_takes_two_and_an_old_button_raises_nothing(house: House) -> None:
    here, service = await house.network(), house.services.agreements
    chair, seil, other = [await house.asker(word) for word in ("UCHAIR", "USEIL", "UEXEC1")]
    proposed = (await service.propose(chair, here.id, 0, house.now)).under_way
    assert proposed is not None
    for asker in (chair, other):
        with pytest.raises(Gone, match="another_agrees"):
            await service.agree(asker, proposed.step_id, house.now)
    with pytest.raises(Gone, match="under_way"):
        await service.propose(seil, here.id, 0, house.now)
    for days in (16, 20):
        await house.go_to(house.now + timedelta(days=days))
        [again] = [said for said in house.dm("USEIL") if "This waits for your yes still" in said["text"]]
    assert "'agreements.agree'" in str(again["blocks"])
    await service.take_back(seil, proposed.step_id, house.now)
    await house.settle()
    assert "'agreements.agree'" not in str([said["blocks"] for said in house.dm("USEIL")])
    with pytest.raises(Gone):
        await service.agree(seil, proposed.step_id, house.now)
    await stand(house, 1)
    for call in (service.propose, service.lower):
        with pytest.raises(Exception, match="changed"):
            await call(chair, here.id, 0, house.now)


async def test_a_new_seil_hears_of_the_step_that_waits_and_says_yes_in_the_others_place(house: House) -> None:
    here, service = await house.network(), house.services.agreements
    proposed = (await service.propose(await house.asker("UCHAIR"), here.id, 0, house.now)).under_way
    assert proposed is not None
    await house.go_to("2026-05-13 12:00")
    network = {"workspace_id": here.workspace_id, "network_id": here.id}
    async with house.database.write() as session:
        seil = (Membership.person_id == person_id("USEIL")) & (Membership.network_id == here.id)
        (await session.scalars(select(Membership).where(seil))).one().until = house.now
        session.add(Membership(**network, person_id=person_id("UNEW"), role="seil", since=house.now))
    await house.go_to("2026-05-21 10:00")
    assert "1 step of what the network shares waits for a yes" in str(house.dm("UNEW"))
    with pytest.raises(Refused):
        await service.agree(await house.asker("USEIL"), proposed.step_id, house.now)
    found = await service.agree(await house.asker("UNEW"), proposed.step_id, house.now)
    assert found.under_way is not None
    assert found.under_way.holds_from is not None


async def test_it_is_looked_at_once_a_year_and_a_new_principal_is_told_once(house: House) -> None:
    await stand(house, 1, ULEE=1)
    here = await house.network()
    lee = person_id("ULEE")
    async with house.database.write() as session:
        role = (await session.scalars(select(Membership).where(Membership.person_id == lee))).one()
        role.until = house.now + timedelta(days=1)
        for number, office in enumerate(("member", "executive"), start=1):  # who leads it already, and leads on
            session.add(
                Membership(
                    workspace_id=here.workspace_id,
                    network_id=here.id,
                    school_id=role.school_id,
                    person_id=person_id("UNEW"),
                    role=office,
                    since=house.now + timedelta(days=number),
                )
            )
    await house.go_to("2026-05-18 10:00")
    told = [said for said in house.dm("UNEW") if "goes along with what" in str(said)]
    assert len(told) == 1
    assert PASCOE in str(told)
    house.bot_was_away_until("2027-05-16 10:00")
    await house.go_to("2027-05-17 10:00")
    for word in ("UCHAIR", "USEIL"):
        assert len([said for said in house.dm(word) if "For a year" in str(said)]) == 1
    asked = next(said for said in reversed(house.dm("UCHAIR")) if "For a year" in str(said))
    await click(house, "UCHAIR", asked, "agreements.keep")
    assert not [said for said in house.dm("USEIL") if "For a year" in str(said)], "it has been looked at"
    card = await house.services.agreements.show(await house.asker("UNEW"), here.id, house.now)
    assert card.own is not None
    assert card.own.step == 1, "the choice is the school's"
    assert card.look_on is not None
    assert card.look_on.year == 2028
