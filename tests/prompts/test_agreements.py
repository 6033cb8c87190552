"""What a network shares, as people read it: see golden/agreements."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.agreements import Step
from facts.agreements import (
    AgreedLevels,
    Agreement,
    LevelLine,
    LinkedShare,
    OwnSchool,
    OwnSharing,
    PillarLevels,
    SaysOfItself,
    SharedLevels,
    SharedSchools,
    SharingNews,
    StepLine,
    UnderWay,
)
from prompts.agreements import posts
from prompts.agreements.cards import agreement_card, levels_message, linked_message, schools_message, step_words
from tests.prompts.golden import check_golden

DAY = date(2026, 6, 12)
PASCOE = SaysOfItself("Pascoe Hill Primary School", "curriculum", "culture", "data")
BLUESTONE = SaysOfItself("Bluestone Street Primary School", works_on="teaching")
START = Agreement(1, "Merri-bek", 0, None, may_change=True)
LEVELS = SharedLevels(
    "Merri-bek",
    (
        AgreedLevels(
            "",
            (
                PillarLevels(
                    "How we work together",
                    (
                        LevelLine(
                            "Professional trust",
                            (("2024-S2", "2", "Evolving"), ("2025-S1", "2", "Evolving"), ("2025-S2", "3", "Embedding")),
                        ),
                        LevelLine("Shared purpose", (("2025-S2", "2", "Evolving"),)),
                    ),
                ),
            ),
        ),
    ),
)


def test_the_agreement_as_each_of_them_sees_it() -> None:
    check_golden("agreements/start", agreement_card(START))
    waits = UnderWay(7, 1, "UCHAIR", DAY, waits_for=("USEIL",), may_agree=True)
    check_golden("agreements/waits", agreement_card(replace(START, under_way=waits)))
    vacant = replace(waits, waits_for=(), may_agree=False)
    check_golden("agreements/waits_vacant", agreement_card(replace(START, under_way=vacant)))
    shown = replace(PASCOE, finds_hard="")
    principal = Agreement(
        1,
        "Merri-bek",
        2,
        DAY,
        step_id=9,
        under_way=UnderWay(10, 3, "USEIL", DAY, holds_from=date(2026, 7, 20)),
        own=OwnSchool(3, 1, 3, PASCOE, shown, PASCOE),
        linked=((2, "Moonee Valley"), (5, "Darebin")),
        history=(
            StepLine(1, date(2025, 5, 4), "UCHAIR", "USEIL"),
            StepLine(0, date(2025, 9, 4), "UCHAIR", None),
            StepLine(2, DAY, "USEIL", "UCHAIR"),
        ),
        look_on=date(2027, 6, 14),
        sees_schools=True,
        sees_levels=True,
    )
    check_golden("agreements/principal", agreement_card(principal))
    behind = replace(principal.own, step=0, says=SaysOfItself(PASCOE.school), shown=SaysOfItself(PASCOE.school))
    behind = replace(behind, further=SaysOfItself(PASCOE.school))
    check_golden("agreements/behind", agreement_card(replace(principal, own=behind, linked=(), under_way=None)))
    check_golden("agreements/furthest", agreement_card(replace(principal, step=4, own=None, may_change=True)))


def test_what_is_shared() -> None:
    check_golden("agreements/schools", schools_message(SharedSchools("Merri-bek", (BLUESTONE, PASCOE), True)))
    check_golden("agreements/schools_seil", schools_message(SharedSchools("Merri-bek", (PASCOE,), True, True)))
    check_golden("agreements/schools_none", schools_message(SharedSchools("Merri-bek", (), False)))
    check_golden("agreements/levels", levels_message(LEVELS))
    check_golden("agreements/levels_none", levels_message(SharedLevels("Merri-bek", ())))
    check_golden("agreements/linked", linked_message(LinkedShare(LEVELS, (BLUESTONE,))))


def test_what_is_said_by_itself() -> None:
    news = SharingNews(1, "Merri-bek", 7, 1, "UCHAIR", DAY)
    check_golden("agreements/proposed", posts.proposed_message(news))
    check_golden("agreements/proposed_again", posts.proposed_message(news, again=True))
    check_golden("agreements/no_more", posts.no_more_message())
    check_golden("agreements/agreed", posts.agreed_message(news))
    check_golden("agreements/lowered", posts.lowered_message(news))
    check_golden("agreements/lowered_start", posts.lowered_message(replace(news, step=0)))
    check_golden("agreements/taken_back", posts.taken_back_message(news))
    check_golden("agreements/declined", posts.declined_message(news))
    check_golden("agreements/look", posts.look_message(news))
    check_golden("agreements/looked", posts.looked_message(news))
    own = OwnSharing(1, "Merri-bek", "Pascoe Hill Primary School", 2)
    check_golden("agreements/successor", posts.successor_message(own))


@pytest.mark.parametrize("step", list(Step)[1:])
def test_each_step_has_words_that_fit_into_a_question(step: Step) -> None:
    found = replace(START, step=step - 1, since=DAY)
    [question] = [
        button.confirm
        for element in agreement_card(found).elements
        for button in getattr(element, "controls", ())
        if button.action == "agreements.propose"
    ]
    assert str(step_words(step)["opens"]) in str(question.words), "nothing of it is cut off"
