"""A feature that is registered is said, waits and is summed up; none claims what is another's."""

from __future__ import annotations

from typing import Any, cast

import pytest

from domain.claims import ClaimedTwice
from domain.summaries import Urgency
from handlers.router import Router
from prompts.home import home_tab
from prompts.message import Message
from prompts.notices import notice
from prompts.sections import NextStep, Part, Section
from prompts.summaries.cards import safe_message, whole_message
from prompts.text import Text
from prompts.todo import Todo
from services import FEATURES, Services, build, gather
from services.delivery.engine import RenderContext
from services.delivery.outbox import post_in_channel
from services.feature import Feature, Register
from services.sections import SectionContext
from tests.house import House
from tests.prompts.golden import readable

STEP = NextStep("plan", Urgency.TERM, Text("• The plan is due."), "Write it", "/cop-help", "plan")


async def say_reminder(_context: RenderContext) -> Message:
    return notice("The plan is due.")


async def waiting_plans(*_: object) -> list[Todo]:
    return [Todo("The plan waits for you.", "Write it", "/cop-help")]


async def section(context: SectionContext) -> Section:
    whole = Text(f"Plans: 1 for {context.half_year.key}, 1 late")
    return Section(Part(whole), Part(Text("Plans: 1")), [STEP])


PLANS = Feature("plans", announcements={"plans.reminder": say_reminder}, todo=[waiting_plans], section=section)


@pytest.fixture
def services(house: House) -> Services:
    return build(house.services.app, "with plans", (*FEATURES, PLANS))


async def test_a_new_feature_is_said_waits_and_is_summed_up(house: House, services: Services) -> None:
    network, chair = await house.network(), await house.asker("UCHAIR")
    assert "The plan waits for you." in readable(home_tab(await services.home.show(chair, house.now)))

    summary = await services.summaries.preview(chair, network.id, "2026-S1", house.now)
    assert "Plans: 1 for 2026-S1, 1 late" in readable(whole_message(summary))
    assert "• The plan is due." in readable(whole_message(summary))
    assert "Plans: 1" in readable(safe_message(summary))
    assert "late" not in readable(safe_message(summary))

    async with house.database.write() as session:
        post_in_channel(session, network, "plans.reminder", {}, now=house.now)
    assert await services.delivery.deliver_due(house.now) == 1
    assert [message["text"] for message in house.channel()] == ["The plan is due."]


async def carry_out(*_: object) -> None:
    raise AssertionError


@pytest.mark.parametrize(
    ("twice", "told"),
    [
        (Feature("meetings"), "feature “meetings” is claimed by meetings and by meetings"),
        (
            Feature("plans", fires={"pulses.close": carry_out}),
            "occasion “pulses.close” is claimed by plans, and begins with another name",
        ),
        (
            Feature("plans", announcements={"summaries.asked": say_reminder}),
            "message “summaries.asked” is claimed by plans, and begins with another name",
        ),
        (
            Feature(
                "plans",
                announcements={"plans.reminder": say_reminder},
                retelling=lambda _: {"plans.reminder": say_reminder},
            ),
            "message “plans.reminder” is claimed by plans and by plans",
        ),
        (
            Feature("plans", kept=dict.fromkeys(gather().kept, cast(Any, None))),
            "question “.*” is claimed by .* and by plans",
        ),
    ],
)
def test_no_feature_claims_what_is_anothers(twice: Feature, told: str) -> None:
    with pytest.raises(ClaimedTwice, match=told):
        _read_all(gather([*FEATURES, twice]))


def test_every_feature_claims_what_is_its_own() -> None:
    """A start reads none of them, so it is told here."""
    _read_all(gather())


def _read_all(register: Register) -> None:
    assert len(register.fires)
    assert len(register.announcements)
    assert len(register.kept)


@pytest.mark.parametrize("what", ["command", "action", "submission", "shortcut", "on"])
def test_no_id_has_two_handlers(what: str) -> None:
    router = Router(cast(Services, None))
    hear = getattr(router, what)
    hear("plans", carry_out)
    with pytest.raises(ClaimedTwice, match="plans has two handlers"):
        hear("plans", carry_out)


@pytest.mark.parametrize(
    ("what", "claimed"),
    [
        ("command", "/cop-pulse"),
        ("action", "pulses.answer"),
        ("submission", "pulses.choose_form"),
        ("shortcut", "actions.from_message"),
        ("on", "home.opened"),
    ],
)
def test_no_handlers_hear_what_is_another_features(what: str, claimed: str) -> None:
    router = Router(cast(Services, None), {"plans": lambda router: getattr(router, what)(claimed, carry_out)})
    with pytest.raises(ClaimedTwice, match=f"{claimed} is claimed by plans, and is not its own"):
        router.opens("plans.anything")


def test_sections_stand_in_the_order_of_their_features() -> None:
    found = list(gather([PLANS, *FEATURES]).sections)
    assert found == [section, *gather().sections]
