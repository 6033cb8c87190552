"""Successes and feedback, as people read them: see golden/stories."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from facts.stories import StoryBoard, StoryFacts
from prompts.stories.cards import (
    board_message,
    consent_message,
    digest_message,
    outcome_message,
    pass_on_form,
    tell_back_form,
    tell_form,
    to_seil_message,
    told_view,
)
from tests.prompts.golden import check_golden

DAY = date(2026, 5, 4)
WORDS = "Our two Year 7 classes now read a book a week."
STORY = StoryFacts(4, 1, "Merri-bek", "success", WORDS, DAY, "with_seil", "UROSSI", "ULEE")
FEEDBACK = replace(STORY, kind="feedback", words="The census form asks three times.", author="", told_by="")
BACK = replace(FEEDBACK, status="passed_on", outcome="From August it asks once.")


def test_sending_up() -> None:
    check_golden("stories/form", tell_form(1, "success", "", "ULEE"))
    check_golden("stories/form_on_a_message", tell_form(1, "success", WORDS, None))
    check_golden("stories/form_written", tell_form(1, "success", WORDS, "UROSSI", written=True))
    check_golden("stories/told", told_view(STORY))
    check_golden("stories/told_asked", told_view(replace(STORY, status="asked")))
    check_golden("stories/consent", consent_message(STORY))
    check_golden("stories/to_seil", to_seil_message(STORY))
    check_golden("stories/to_seil_kept", to_seil_message(replace(STORY, status="kept", words="")))
    check_golden("stories/pass_on_form", pass_on_form(STORY))


def test_reading_and_telling_back() -> None:
    check_golden("stories/digest", digest_message([replace(STORY, status="passed_on"), FEEDBACK, BACK]))
    check_golden("stories/tell_back_form", tell_back_form(FEEDBACK))
    check_golden("stories/outcome", outcome_message(BACK))
    check_golden("stories/board", board_message(StoryBoard(may_tell=True)))
    check_golden("stories/board_seil", board_message(StoryBoard(False, (STORY,), serves=True)))
    check_golden("stories/board_department", board_message(StoryBoard(False, (), (FEEDBACK, BACK), reads=True)))
    check_golden("stories/board_none", board_message(StoryBoard(False, serves=True, reads=True)))
