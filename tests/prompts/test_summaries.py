"""What the summary says: golden files to read, and what must never be in the safe version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from msgspec import Struct
from msgspec.structs import replace

from domain.disclosure import Participation, Share
from domain.ratings import FISO_LEVELS, Change, Median
from facts.actions import ActionStanding
from facts.assessments import AssessmentMarks, ItemMark, PillarMarks
from facts.introductions import IntroductionStanding
from facts.meetings import MeetingAttendance, MeetingStanding, TermMeetings
from facts.peer_reviews import ReviewStanding, RoundCounts
from facts.pulses import PulseStanding
from prompts.actions import standing as actions
from prompts.assessments import standing as assessments
from prompts.gaps import standing as gaps
from prompts.introductions import standing as introductions
from prompts.meetings import standing as meetings
from prompts.message import Message, View
from prompts.peer_reviews import standing as peer_reviews
from prompts.pulses import standing as pulses
from prompts.sections import NextStep
from prompts.summaries.cards import (
    Summary,
    name_network_message,
    safe_message,
    sent_message,
    share_view,
    shared_message,
    shared_view,
    whole_message,
)
from prompts.trends import standing as trends
from services.places import NetworkChoice
from tests.prompts.golden import check_golden, readable, slack_payload
from tests.prompts.test_gaps import SIDES
from tests.prompts.test_gaps import told as both_sides
from tests.prompts.test_trends import FIVE_YEARS

EMERGING, EVOLVING, EMBEDDING, EXCELLING = FISO_LEVELS
TWO, THREE = Median(EVOLVING, EVOLVING), Median(EMBEDDING, EMBEDDING)
MOST = Participation(Share.THREE_QUARTERS)
BETWEEN = Median(EVOLVING, EMBEDDING)
ZONE = ZoneInfo("Australia/Melbourne")


NO_MEETINGS, NO_INTRODUCTIONS, NO_ACTIONS = MeetingStanding(), IntroductionStanding(0, 0), ActionStanding(0, 0, 0)


class Found(Struct, frozen=True):
    """What the features know of Merri-bek."""

    half_year: str = "2026-S1"
    is_now: bool = True
    meetings: MeetingStanding = NO_MEETINGS
    assessment: AssessmentMarks | None = None
    assessment_open_until: date | None = None
    pulses: tuple[PulseStanding, ...] = ()
    reviews: ReviewStanding | None = None
    introductions: IntroductionStanding = NO_INTRODUCTIONS
    actions: ActionStanding = NO_ACTIONS

    def summary(self, *steps: NextStep, may_share: bool = False) -> Summary:
        """Each feature's section, in the order in which a summary shows them."""
        sections = (
            meetings.section(self.meetings, ZONE, is_now=self.is_now),
            assessments.section(self.assessment, self.assessment_open_until),
            pulses.section(self.pulses),
            peer_reviews.section(self.reviews, is_now=self.is_now),
            introductions.section(self.introductions),
            actions.section(self.actions, is_now=self.is_now),
        )
        return Summary(7, "Merri-bek", self.half_year, self.is_now, sections, steps, may_share)


ALL = Found(
    meetings=MeetingStanding(
        terms=(TermMeetings("2026-T1", 1, 0, 1), TermMeetings("2026-T2", 0, 1, 1, unrecorded=1)),
        minimum=2,
        attendance=(MeetingAttendance(date(2026, 3, 12), 8, 9),),
        present=MOST,
        to_book=2,
        next_at=datetime(2026, 6, 11, 4, 0, tzinfo=UTC),
        next_place="Coburg Lake PS",
    ),
    assessment=AssessmentMarks(
        "2025-S2",
        "2025-S1",
        (
            PillarMarks(
                "How we work together",
                BETWEEN,
                (ItemMark("Trust", THREE, TWO), ItemMark("Contribution", TWO, THREE), ItemMark("Partnerships", TWO)),
                Change.UP,
            ),
            PillarMarks("Evidence-based inquiry", TWO, (ItemMark("Focus", TWO, BETWEEN),), Change.DOWN),
            PillarMarks("Accountability", THREE, (ItemMark("Transparency", THREE, THREE),), Change.SAME),
        ),
    ),
    assessment_open_until=date(2026, 6, 5),
    pulses=tuple(PulseStanding(f"Item {n}", TWO, MOST if n % 2 else None) for n in range(1, 9)),
    reviews=ReviewStanding(2, RoundCounts(9, 5, 1, 3, 1)),
    introductions=IntroductionStanding(2, 1),
    actions=ActionStanding(open=4, overdue=2, done=6),
)
MINUTES, BOOK = meetings.minutes_step(ALL.meetings), meetings.book_step(ALL.meetings)
RATE, AGREE = assessments.rate_step(date(2026, 6, 5)), assessments.agree_step()
OVERDUE, VISITS = (
    actions.overdue_step(ALL.actions),
    peer_reviews.visits_step(ReviewStanding(2, RoundCounts(9, 5, 1, 3, 1))),
)
ROUND = peer_reviews.round_step()
FULL = ALL.summary(MINUTES, RATE, OVERDUE, may_share=True)
THEN = replace(
    ALL,
    half_year="2025-S2",
    is_now=False,
    assessment_open_until=None,
    meetings=MeetingStanding(
        (TermMeetings("2025-T3", 2, 0, 1), TermMeetings("2025-T4", 1, 0, 1)),
        2,
        tuple(MeetingAttendance(day, 7, 9) for day in (date(2025, 8, 7), date(2025, 9, 4), date(2025, 11, 13))),
        Participation(Share.HALF),
    ),
).summary(may_share=True)
BEGUN = MeetingStanding((TermMeetings("2026-T1", 0, 0, 1),), 2, to_book=1)
START = Found(meetings=BEGUN).summary(meetings.book_step(BEGUN), ROUND)
YEARS = replace(
    FULL,
    sections=(
        *FULL.sections,
        trends.section([("", FIVE_YEARS.found)]),
        gaps.section(both_sides(True, *SIDES).found),
    ),
)
EACH_STEP = ALL.summary(MINUTES, BOOK, RATE, AGREE, OVERDUE, VISITS, ROUND, may_share=True)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("whole", lambda: whole_message(FULL)),
        ("whole_by_itself", lambda: whole_message(FULL, by_itself=True)),
        ("whole_at_the_start", lambda: whole_message(START)),
        ("whole_nothing_waits", lambda: whole_message(replace(FULL, steps=()))),
        ("whole_every_step", lambda: whole_message(EACH_STEP)),
        ("whole_last_half_year", lambda: whole_message(THEN)),
        ("whole_with_years", lambda: whole_message(YEARS)),
        ("safe", lambda: safe_message(FULL)),
        ("safe_with_years", lambda: safe_message(YEARS)),
        ("safe_at_the_start", lambda: safe_message(START)),
        ("shared", lambda: shared_message(FULL, "UCHAIR")),
        ("share_form", lambda: share_view(FULL)),
        ("share_form_done", lambda: shared_view("CMERRIBEK")),
        ("sent", lambda: sent_message("Merri-bek", "2026-S1")),
        (
            "name_network",
            lambda: name_network_message([NetworkChoice(n, f"Network {n}") for n in range(1, 58)], "last half-year"),
        ),
    ],
)
def test_words(name: str, said: Callable[[], Message | View]) -> None:
    check_golden(f"summaries/{name}", said())


def test_safe_version_holds_no_counts_of_schools_no_items_and_nothing_overdue() -> None:
    shown = readable(safe_message(FULL))
    for hidden in ("8 of 9", "Trust", "overdue", "1 overdue", "has met"):
        assert hidden in readable(whole_message(FULL)), f"the whole version holds “{hidden}”"
        assert hidden not in shown


@pytest.mark.parametrize(
    ("held", "unrecorded", "booked", "said", "why"),
    [
        (0, 0, 0, "none held", "nothing at all"),
        (0, 1, 0, "1 awaiting its minutes", "it may well have been held"),
        (0, 2, 0, "2 awaiting their minutes", "two of them"),
        (1, 1, 0, "1 held, 1 awaiting its minutes", "one of each"),
        (0, 0, 1, "none held, 1 booked", "still to come"),
        (2, 1, 1, "2 held, 1 awaiting its minutes, 1 booked", "all there is"),
    ],
)
def test_a_meeting_whose_minutes_are_pending_is_not_called_unheld(
    held: int, unrecorded: int, booked: int, said: str, why: str
) -> None:
    term = TermMeetings("2026-T2", held, booked, 2, unrecorded)
    summary = Found(meetings=MeetingStanding((term,), 4)).summary()
    for message in (whole_message(summary), safe_message(summary), shared_message(summary, "UCHAIR")):
        assert f"Term 2: {said}, minimum 2" in readable(message), why
        whole = said.rpartition(", ")[0] if booked else said
        assert f"*Meetings* · {whole}, minimum 4" in readable(message), why


def test_a_networks_name_brings_no_mention_to_life() -> None:
    found = replace(ALL, meetings=replace(ALL.meetings, next_place="<@UCHAIR>'s"))
    nasty = replace(found.summary(), network="<!channel> & co")
    for shown in (whole_message(nasty), safe_message(nasty), shared_message(nasty, "USEIL")):
        text = str(slack_payload(shown))
        assert "&lt;!channel&gt; &amp; co" in text
        assert "<@UCHAIR>" not in text


def test_steps_that_share_a_command_share_a_button() -> None:
    shown = readable(whole_message(ALL.summary(MINUTES, BOOK)))
    assert "Write the minutes ]" in shown
    assert "Book the meeting ]" not in shown
