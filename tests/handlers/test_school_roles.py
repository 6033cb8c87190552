"""Attacks on what a host school keeps to itself, by giving oneself or a friend a role there; and the way it is meant.

A visit's findings are on record, and the host has shared them with nobody but the two schools.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from bot import sample
from bot.slack.ids import SLACK_IDS
from domain.errors import Refused
from practice.slack import payloads
from practice.slack.response_urls import Origin
from prompts.button_data import encode
from prompts.networks.cards import NetworkAction
from services.networks.roster_files import SourceFile
from services.networks.school_changes import ChangeRefused
from services.peer_reviews.planning import history_of
from services.peer_reviews.schools import review_schools
from storage import networks, rosters
from storage.models import Membership, School
from storage.models.actions import Action
from storage.models.peer_reviews import ReviewGroup, ReviewRound, ReviewVisit
from tests.house import START, House
from tests.kept import house_after
from tests.loading import person_id

HOST_SCHOOL, HOST = "Bluestone Street Primary School", "UHADDAD"
VISITORS, VISITOR = "Brunswick Yards Secondary College", "USINGH"
SECRET = "What only the host may show"


async def school_id(house: House, name: str) -> int:
    async with house.database.read() as session:
        found = await networks.schools(session, (await house.network()).id)
    return next(school.id for school in found if school.name == name)


@pytest.fixture
async def reviewed(database_url: str) -> AsyncIterator[House]:
    async with house_after(a_visit_has_findings, url=database_url, start=START) as (house, _):
        yield house


async def a_visit_has_findings(house: House) -> None:
    """The visit is done and its findings are written; it is a school day some days later."""
    network = await house.network()
    host, visitors = await school_id(house, HOST_SCHOOL), await school_id(house, VISITORS)
    of_network = {"workspace_id": network.workspace_id, "network_id": network.id}
    async with house.database.write() as session:
        found = ReviewRound(
            **of_network, number=1, status="approved", proposed_by=person_id("UCHAIR"), proposed_at=house.now
        )
        found.approved_at = house.now
        session.add(found)
        await session.flush()
        group = ReviewGroup(**of_network, round_id=found.id, school_ids=[host, visitors])
        session.add(group)
        await session.flush()
        session.add(
            ReviewVisit(
                **of_network,
                group_id=group.id,
                host_school_id=host,
                reviewer_school_id=visitors,
                visit_on=house.local.date(),
                status="dated",
            )
        )
    visit = await the_visit(house)
    await house.services.peer_reviews.findings.write(await house.asker(HOST), visit.id, SECRET, "schools", house.now)
    house.bot_was_away_until("2026-04-20 10:00")


async def the_visit(house: House) -> ReviewVisit:
    async with house.database.read() as session:
        return (await session.scalars(select(ReviewVisit))).one()


async def roles(house: House, who: str) -> list[tuple[str, str]]:
    """(role, school) as held in Merri-bek now; only the school that is attacked is named."""
    host = await school_id(house, HOST_SCHOOL)
    async with house.database.read() as session:
        held = await rosters.held_by(session, (await house.network()).id, await house.id_of(who))
    return [(m.role, "host" if m.school_id == host else "") for m in held]


async def give(house: House, by: str, person: str, *names: str, school: str = HOST_SCHOOL) -> str:
    """Somebody sends the form about a person's roles, whatever it offered them; what they read then."""
    ids = {"network": (await house.network()).id, "person": person}
    values: dict[str, Any] = {"roles": {"selected_options": [{"value": name} for name in names]}}
    if school:
        values["school"] = {"selected_option": {"value": str(await school_id(house, school))}}
    return await submit(house, by, "networks.person_form", encode(**ids), values)


async def submit(house: House, who: str, callback_id: str, carried: str, values: dict[str, Any]) -> str:
    form = {
        "id": "V1",
        "type": "modal",
        "callback_id": callback_id,
        "private_metadata": carried,
        "blocks": [{"type": "input", "block_id": name} for name in values],
        "state": {"values": {name: {name: value} for name, value in values.items()}},
    }
    body = payloads.shortcut(house.world, who, "none") | {"type": "view_submission", "view": form}
    answer = await house.hub.deliver("interactive", body)
    assert answer.ok, answer
    await house.settle()
    return json.dumps(answer.body, ensure_ascii=False)


async def click(house: House, who: str, action_id: str, **ids: Any) -> None:
    url = house.hub.response_url(Origin(sample.MERRI_BEK, who, None))
    action = {"type": "button", "action_id": action_id, "block_id": "b", "value": encode(**ids)}
    body = payloads.shortcut(house.world, who, "none") | {"type": "block_actions", "actions": [action]}
    body |= {"response_url": url, "channel": {"id": sample.MERRI_BEK, "name": "privategroup"}}
    answer = await house.hub.deliver("interactive", body)
    assert answer.ok, answer
    await house.settle()


async def reads(house: House, who: str) -> bool:
    """Whether they get the findings out of the bot by any way: reading, the forms, the list; and try to share them."""
    visit = await the_visit(house)
    seen: list[Any] = []
    for action_id in ("peer_reviews.read", "peer_reviews.findings", "peer_reviews.record"):
        await click(house, who, action_id, visit=visit.id)
        seen.append(list(house.person(who).views))
    await house.person(who).command(house.person(who).dm_with_bot().id, "/cop-review")
    await house.settle()
    seen += [messages for (person, _), messages in house.world.ephemerals.items() if person == who]
    seen += [house.person(who).messages(channel.id) for channel in house.world.channels_of(who)]
    found = SECRET in json.dumps(seen, default=str)
    house.world.views.clear(who)
    if not found:
        shared = {"selected_option": {"value": "network"}}
        values = {"peer_reviews.findings": {"value": "Rewritten"}, "peer_reviews.shared": shared}
        await submit(house, who, "peer_reviews.findings_form", encode(visit=visit.id), values)
        after = await the_visit(house)
        assert (after.findings, after.shared_with) == (SECRET, "schools"), who
    return found


def told(house: House, who: str) -> list[str]:
    return [message["text"] for message in house.dm(who)]


async def test_no_leader_gets_at_a_hosts_findings_by_giving_roles_at_its_school(reviewed: House) -> None:
    house = reviewed
    for by, person, names in (
        ("UEXEC1", "UNEW", ("delegate",)),
        ("UCHAIR", "UCHAIR", ("chair", "member")),
        ("UCHAIR", "UNEW", ("member",)),
        ("USEIL", "ULEE", ("delegate",)),
        ("UCHAIR", "UEXEC2", ("executive", "member")),
        ("UADMIN", "UADMIN", ("member",)),
    ):
        before = await roles(house, person)
        said = await give(house, by, person, *names)
        assert f"I have asked <@{HOST}>" in said, (by, person, said)
        assert "host" not in [school for _, school in await roles(house, person)], (by, person)
        assert {role for role, _ in before} <= {role for role, _ in await roles(house, person)} | {"member"}
        assert not await reads(house, person), (by, person)
    assert "<@UEXEC1> asks to make <@UNEW> delegate" in told(house, HOST)[-1]
    questions = await house.services.networks.school_roles.questions(
        await house.asker(HOST), (await house.network()).id
    )
    asked = [(question.by, question.person, question.role) for question in questions]
    assert asked == [
        (person_id(by), person_id(person), role)
        for by, person, role in (
            ("UEXEC1", "UNEW", "delegate"),
            ("UCHAIR", "UCHAIR", "chair"),
            ("UCHAIR", "UCHAIR", "member"),
            ("UCHAIR", "UNEW", "member"),
            ("USEIL", "ULEE", "delegate"),
            ("UCHAIR", "UEXEC2", "executive"),
            ("UCHAIR", "UEXEC2", "member"),
            ("UADMIN", "UADMIN", "member"),
        )
    ]
    assert await reads(house, HOST)


async def test_a_role_without_a_school_is_no_way_in(reviewed: House) -> None:
    """An executive who has no school yet names the host's as theirs."""
    house = reviewed
    await give(house, "UCHAIR", "UNEW", "executive", school="")
    assert await roles(house, "UNEW") == [("executive", "")]
    house.world.add_member(sample.MERRI_BEK, "UNEW")
    ids = {"network": (await house.network()).id, "school": await school_id(house, HOST_SCHOOL)}
    await click(house, "UNEW", NetworkAction.PICK_SCHOOL, **ids)
    assert await roles(house, "UNEW") == [("executive", "")]
    assert not await reads(house, "UNEW")
    assert "which you lead" in told(house, HOST)[-1]


async def test_the_principals_yes_gives_the_role_and_what_was_written_before_only_where_they_open_it(
    reviewed: House,
) -> None:
    house = reviewed
    await give(house, "UCHAIR", "UNEW", "delegate")
    for stranger in ("UCHAIR", "USEIL", "UNEW", VISITOR):
        await click(house, stranger, f"{NetworkAction.SCHOOL_ROLE}:yes", proposal=1)
        assert await roles(house, "UNEW") == []
    await house.person(HOST).click(house.dm(HOST)[-1], f"{NetworkAction.SCHOOL_ROLE}:yes")
    await house.settle()
    assert await roles(house, "UNEW") == [("delegate", "host")]
    assert not await reads(house, "UNEW")
    carried = encode(network=(await house.network()).id, school=await school_id(house, HOST_SCHOOL))
    people = {"delegates": {"selected_users": ["UNEW"]}, "readers": {"selected_users": ["UNEW"]}}
    assert "Only the principal" in await submit(house, "UNEW", "networks.my_school_form", carried, people)
    assert not await reads(house, "UNEW")
    assert "up to date" in await submit(house, HOST, "networks.my_school_form", carried, people)
    assert await reads(house, "UNEW")
    people = {"delegates": {"selected_users": []}, "readers": {"selected_users": []}}
    await submit(house, HOST, "networks.my_school_form", carried, people)
    assert await roles(house, "UNEW") == []
    assert f"<@{HOST}> ended your role as delegate" in told(house, "UNEW")[-1]


async def test_pushing_the_principal_out_opens_nothing_and_is_told_to_them_and_to_the_other_leader(
    reviewed: House,
) -> None:
    house = reviewed
    await give(house, "UCHAIR", HOST, "left", school="")
    assert "<@UCHAIR> ended your role as principal" in told(house, HOST)[-1]
    await give(house, "UCHAIR", "UNEW", "member")
    assert await roles(house, "UNEW") == [("member", "host")]
    assert f"<@UCHAIR> listed <@UNEW> for *{HOST_SCHOOL}*" in told(house, "USEIL")[-1]
    assert not await reads(house, "UNEW")
    await house.person(HOST).click(house.dm(HOST)[-1], NetworkAction.OPEN_RECORDS)
    await house.settle()
    assert await reads(house, "UNEW")


async def test_a_newcomer_at_the_visiting_school_reads_nothing_of_before(reviewed: House) -> None:
    house = reviewed
    await give(house, "UCHAIR", "UNEW", "delegate", school=VISITORS)
    [question] = [m for m in house.dm(VISITOR) if "asks to make" in m["text"]]
    await house.person(VISITOR).click(question, f"{NetworkAction.SCHOOL_ROLE}:open")
    await house.settle()
    assert [role for role, _ in await roles(house, "UNEW")] == ["delegate"]
    assert not await reads(house, "UNEW"), "the host's records are not the visitors' to open"
    assert await reads(house, VISITOR)


async def test_a_principal_hears_of_a_delegate_who_came_with_the_import_and_ends_it(reviewed: House) -> None:
    house = reviewed
    members = sample.MEMBERS_CSV.read_text(encoding="utf-8") + f"Merri-bek,{HOST_SCHOOL},primary,UNEW,delegate\n"
    files = [SourceFile("networks.csv", sample.NETWORKS_CSV.read_bytes()), SourceFile("members.csv", members.encode())]
    workspace_id = (await house.asker(HOST)).workspace_id
    await house.services.networks.importing.load(*files, house.now, workspace_id=workspace_id, chat_ids=SLACK_IDS)
    await house.settle()
    assert await roles(house, "UNEW") == [("delegate", "host")]
    assert not await reads(house, "UNEW")
    assert "The bot's operators listed <@UNEW> as delegate" in told(house, HOST)[-1]
    async with house.database.read() as session:
        theirs = (await session.scalars(select(Membership).where(Membership.person_id == person_id("UNEW")))).one()
    await click(house, "UCHAIR", NetworkAction.END_ROLE, membership=theirs.id)
    assert await roles(house, "UNEW") == [("delegate", "host")]
    await house.person(HOST).click(house.dm(HOST)[-1], NetworkAction.END_ROLE)
    await house.settle()
    assert await roles(house, "UNEW") == []


async def test_who_goes_on_at_their_school_in_another_role_goes_on_seeing_its_records(reviewed: House) -> None:
    house = reviewed
    await give(house, "USEIL", HOST, "chair", "member")
    assert await reads(house, HOST)
    await give(house, "USEIL", "ULEE", "chair", "member", school="Pascoe Hill Primary School")
    assert await roles(house, HOST) == [("member", "host")]
    assert await reads(house, HOST)


# Schools that move, and that become one


async def test_a_school_that_moves_keeps_its_record_and_shows_it_to_nobody_new(reviewed: House) -> None:
    """Host and visitors move one after the other: what they wrote, whom they have met and what they owe go along."""
    house, changes = reviewed, reviewed.services.networks.school_changes
    visit, there = await the_visit(house), await house.network("Moonee Valley")
    async with house.database.write() as session:
        network = await networks.network(session, there.workspace_id, (await house.network()).id)
        owed = {"what": "Share the plan", "owner_id": person_id(HOST), "due_on": house.local.date()}
        action = Action(workspace_id=there.workspace_id, network_id=network.id, created_by=owed["owner_id"], **owed)
        action.due_set_at = action.created_at = house.now
        session.add(action)
    await changes.move("Merri-bek", HOST_SCHOOL, "Moonee Valley", house.now)
    outside = ("UCHAIR", "UBIANCHI", "USEIL")
    assert [await reads(house, who) for who in (HOST, VISITOR, *outside)] == [True, True, False, False, False]
    await house.services.peer_reviews.findings.write(await house.asker(HOST), visit.id, SECRET, "schools", house.now)
    assert (await house.services.actions.finish(await house.asker(HOST), action.id, house.now)).already is False
    with pytest.raises(Refused):
        await house.services.networks.reading.card(await house.asker(HOST), network.id, house.now)
    for who, own in ((HOST, [(HOST_SCHOOL, VISITORS)]), ("UBIANCHI", [])):
        overview = await house.services.peer_reviews.overview.look(await house.asker(who), there.id, house.now)
        assert [(line.host, line.reviewer) for line in overview.visits] == own

    # Whoever is given a role there now reads nothing of before, whoever gives it.
    [school] = [one for one in await at(house, "Moonee Valley") if one.name == HOST_SCHOOL]
    async with house.database.write() as session:
        locked = await networks.lock(session, there.workspace_id, there.id)
        await rosters.give(session, locked, await house.id_of("UNEW"), "delegate", school.id, house.now)
    assert not await reads(house, "UNEW")

    await changes.move("Merri-bek", VISITORS, "Moonee Valley", house.now)
    assert [await reads(house, who) for who in (HOST, VISITOR, "UBIANCHI")] == [True, True, False]
    async with house.database.read() as session:
        schools = await review_schools(session, there.id)
        known = await history_of(session, there.id, schools)
    assert (known.rounds, known.numbers) == ([[(visit.host_school_id, visit.reviewer_school_id)]], [0])


async def test_of_two_schools_that_become_one_each_ones_people_read_their_own_record(reviewed: House) -> None:
    house, changes = reviewed, reviewed.services.networks.school_changes
    visit = await the_visit(house)
    with pytest.raises(ChangeRefused, match="review each other in round 1"):
        await changes.merge("Merri-bek", VISITORS, HOST_SCHOOL, house.now)
    await changes.merge("Merri-bek", HOST_SCHOOL, "Coburg Lake Primary School", house.now)
    readers = (HOST, VISITOR, "UEXEC1", "UCHEN", "UCHAIR")
    assert [await reads(house, who) for who in readers] == [True, True, False, False, False]
    asker = await house.asker(VISITOR)
    overview = await house.services.peer_reviews.overview.look(asker, (await house.network()).id, house.now)
    assert [line.host for line in overview.visits] == [f"{HOST_SCHOOL} (now Coburg Lake Primary School)"]
    async with house.database.read() as session:
        schools = await review_schools(session, visit.network_id)
        history = (await history_of(session, visit.network_id, schools)).rounds
    assert set(history[0][0]) == {await school_id(house, "Coburg Lake Primary School"), visit.reviewer_school_id}
    assert [m.role for m in await held(house, HOST)] == ["member"]

    # Again, with the visitors: the record stays its own, and the executive leads what both have become.
    async with house.database.write() as session:
        (await session.get_one(ReviewVisit, visit.id)).status = "done"
    await changes.merge("Merri-bek", VISITORS, "Coburg Lake Primary School", house.now)
    assert [await reads(house, who) for who in readers] == [True, True, False, False, False]


async def at(house: House, network: str) -> list[School]:
    async with house.database.read() as session:
        return list(await networks.schools(session, (await house.network(network)).id))


async def held(house: House, who: str) -> list[Membership]:
    async with house.database.read() as session:
        return list(await rosters.held_by(session, (await house.network()).id, await house.id_of(who)))
